/**
 * Parses JSON from outside strictly: valid UTF-8 only, of bounded depth and size. A number with more digits than a double
 * holds is not silently rounded. It becomes infinite, which no schema takes for a number.
 */
import { isBoundedJson } from '../../core/json/bounded-json.ts'
import { replaceNumbers } from '../../core/json/replace-numbers.ts'

const DIGITS_MAX = 17
/** Five hundred events with two hundred items each. */
const BOUNDS = { depthMax: 32, valuesMax: 200_000 }
/** A JSON number that parses to infinity. */
const INEXACT = '1e999'
const decoder = new TextDecoder('utf-8', { fatal: true })

type Parsed =
  | { readonly ok: true; readonly json: unknown }
  | { readonly ok: false; readonly problem: 'not_json' | 'too_much' }

/** Skips a byte order mark. Never throws: nesting of any depth either parses or is refused. */
export function parseJson(bytes: Uint8Array): Parsed {
  if (!isBoundedJson(bytes, BOUNDS)) return { ok: false, problem: 'too_much' }
  try {
    const text = decoder.decode(bytes)
    // Only a text in which a long run of digits stands somewhere pays for a second look.
    const exact = /[\d.]{18}/.test(text) ? replaceNumbers(text, DIGITS_MAX + 1, inexact) : text
    const json: unknown = JSON.parse(exact)
    return { ok: true, json }
  } catch {
    return { ok: false, problem: 'not_json' }
  }
}

function inexact(number: string): string | null {
  const [mantissa = ''] = number.split(/e/i)
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+/, '')
  return digits.length > DIGITS_MAX ? INEXACT : null
}
