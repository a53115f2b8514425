/**
 * Replaces some numbers of a JSON text before it is parsed. A reviver does the same, but takes a hundred times as long
 * on a body of many values.
 */

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/**
 * Calls `replace` for each number of at least `lengthMin` characters and writes its answer in place of the number; null
 * keeps the number. Strings, and texts that are no number, stay as they are: invalid JSON stays invalid.
 */
export function replaceNumbers(
  text: string,
  lengthMin: number,
  replace: (number: string) => string | null,
): string {
  let written = ''
  let from = 0
  let at = 0
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === 0x22) {
      at = afterString(text, at + 1)
    } else if (!isOfNumber(code)) {
      at += 1
    } else {
      const end = afterNumber(text, at + 1)
      const number = end - at < lengthMin ? '' : text.slice(at, end)
      const instead = NUMBER.test(number) ? replace(number) : null
      if (instead !== null) {
        written += text.slice(from, at) + instead
        from = end
      }
      at = end
    }
  }
  return from === 0 ? text : written + text.slice(from)
}

function afterString(text: string, from: number): number {
  let at = from
  for (;;) {
    const code = text.charCodeAt(at)
    // charCodeAt is NaN past the end of the text.
    if (code === 0x22 || Number.isNaN(code)) return at + 1
    at += code === 0x5c ? 2 : 1
  }
}

function afterNumber(text: string, from: number): number {
  let at = from
  while (isOfNumber(text.charCodeAt(at))) at += 1
  return at
}

/**
 * Whether a number may contain the character: digits, signs, the point and the e. None of JSON's own words begins with
 * one.
 */
function isOfNumber(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x2b ||
    code === 0x2e ||
    code === 0x65 ||
    code === 0x45
  )
}
