/**
 * Parses the marketplace's JSON. A whole number that a double can't hold becomes text, so that ids keep their digits. A
 * character that PostgreSQL can't hold becomes U+FFFD.
 */
import { isBoundedJson } from './bounded-json.ts'
import { replaceNumbers } from './replace-numbers.ts'
import { storableDeep } from '../text/storable.ts'

const SAFE_DIGITS = 15
/** Far more than any answer of the marketplace's API has. */
const BOUNDS = { depthMax: 100, valuesMax: 500_000 }
/** Only through these escapes can JSON that was decoded from UTF-8 contain characters that PostgreSQL can't hold. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i

/** Skips a byte order mark. @throws SyntaxError when the text is not JSON, or has too many values or levels */
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
