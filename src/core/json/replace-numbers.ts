/**
 * Writes some numbers of a JSON text otherwise before it is parsed: a reviver would do as well, and takes a hundred times as
 * long over a body of many values.
 */

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/**
 * `otherwise` is asked of each number of at least `lengthMin` characters, and answers what stands in its place; null: leave
 * it. What is inside a string, or is no number, stays as it is: text that is not JSON is none afterwards.
 */
export function replaceNumbers(
  text: string,
  lengthMin: number,
  otherwise: (number: string) => string | null,
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
      const instead = NUMBER.test(number) ? otherwise(number) : null
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
    // NaN at the end of the text.
    if (code === 0x22 || Number.isNaN(code)) return at + 1
    at += code === 0x5c ? 2 : 1
  }
}

function afterNumber(text: string, from: number): number {
  let at = from
  while (isOfNumber(text.charCodeAt(at))) at += 1
  return at
}

/** Digits, signs, the point and the e: letters that JSON's own words begin with are not among them. */
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
