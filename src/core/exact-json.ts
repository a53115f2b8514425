/** JSON whose numbers keep their digits: a whole number that a double can't hold is read as its text. */
import { replaceNumbers } from './replace-numbers.ts'

const SAFE_DIGITS = 15

/** @throws SyntaxError when the text is not JSON */
export function parseExactJson(text: string): unknown {
  const exact = /\d{16}/.test(text) ? replaceNumbers(text, SAFE_DIGITS + 1, asText) : text
  return JSON.parse(exact) as unknown
}

function asText(number: string): string | null {
  if (!/^-?\d+$/.test(number) || Number.isSafeInteger(Number(number))) return null
  return `"${number}"`
}
