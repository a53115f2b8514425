/**
 * JSON of the marketplace: a whole number that a double can't hold is read as its text, so that ids keep their digits, and
 * what PostgreSQL can't hold is read as U+FFFD.
 */
import { isBoundedJson } from './bounded-json.ts'
import { replaceNumbers } from './replace-numbers.ts'
import { storableDeep } from '../text/storable.ts'

const SAFE_DIGITS = 15
/** Far more than any answer of its API has. */
const BOUNDS = { depthMax: 100, valuesMax: 500_000 }
/** Outside of these escapes JSON that was decoded from UTF-8 has nothing that can't be held. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i

/** A byte order mark is skipped. @throws SyntaxError when the text is not JSON, or too deep */
export function parseExactJson(source: string): unknown {
  const text = source.replace(/^\uFEFF/, '')
  if (!isBoundedJson(Buffer.from(text), BOUNDS)) throw new SyntaxError('the JSON is too deep')
  const exact = /\d{16}/.test(text) ? replaceNumbers(text, SAFE_DIGITS + 1, asText) : text
  const json = JSON.parse(exact) as unknown
  return UNSTORABLE.test(text) || !text.isWellFormed() ? storableDeep(json) : json
}

function asText(number: string): string | null {
  if (!/^-?\d+$/.test(number) || Number.isSafeInteger(Number(number))) return null
  return `"${number}"`
}
