/**
 * JSON from outside, strictly: valid UTF-8 only, and a number whose digits a double can't hold is not silently rounded
 * but becomes NaN, which no schema takes for a number.
 */

const DIGITS_MAX = 17
const decoder = new TextDecoder('utf-8', { fatal: true })

type Parsed = { readonly ok: true; readonly json: unknown } | { readonly ok: false }

/** A byte order mark is skipped. Nesting of any depth either parses or is refused; it never throws. */
export function parseJson(bytes: Uint8Array): Parsed {
  try {
    const text = decoder.decode(bytes)
    // The reviver visits every value: only a text in which a long run of digits stands somewhere pays for it.
    const json: unknown = /[\d.]{18}/.test(text)
      ? JSON.parse(text, refuseInexact)
      : JSON.parse(text)
    return { ok: true, json }
  } catch {
    return { ok: false }
  }
}

function refuseInexact(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number') return value
  const [mantissa = ''] = (context?.source ?? '').split(/e/i)
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+/, '')
  return digits.length > DIGITS_MAX ? NaN : value
}
