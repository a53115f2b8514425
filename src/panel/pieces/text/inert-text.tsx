/**
 * Text that somebody outside wrote, as it is and doing nothing: what would turn the line around, hide itself or pass for
 * an end of line is shown by its number, and the text's own direction ends where it ends.
 */

/** Controls, formats (bidi and zero-width ones are among them), separators of lines, private use, halves of pairs. */
const UNSEEN = /((?:(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}])+)/u

export function InertText({ text }: { text: string }) {
  return <bdi>{inertParts(text)}</bdi>
}

/** For whatever isolates the text by itself, as a <pre> does. */
export function inertParts(text: string) {
  // Every other part is what the pattern caught.
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
