/**
 * Text from outside, made harmless: a character that would change the direction of the line, hide, or end the line is shown by
 * its number, and the direction of the text ends with it.
 */

/** Controls, formats (bidi and zero-width ones are among them), separators of lines, private use, halves of pairs. */
const UNSEEN = /((?:(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}])+)/u

export function InertText({ text }: { text: string }) {
  return <bdi>{inertParts(text)}</bdi>
}

/** For an element that isolates the text by itself, such as <pre>. */
export function inertParts(text: string) {
  // Every second part is a match of the pattern.
  return text
    .split(UNSEEN)
    .map((part, at) => (at % 2 === 0 ? part : <span class="mark">{numbersOf(part)}</span>))
}

function numbersOf(run: string): string {
  return Array.from(run, (char) => {
    const number = (char.codePointAt(0) ?? 0).toString(16).toUpperCase()
    return `⟪U+${number.padStart(4, '0')}⟫`
  }).join('')
}
