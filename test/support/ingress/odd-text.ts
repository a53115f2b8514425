/** Text that tests put into every text field, and that must appear nowhere again. */
import { createHash } from 'node:crypto'

/** Stands at both ends of it. */
export const MARK = 'CANARIO7f3a'

export interface OddText {
  readonly what: string
  readonly text: string
}

const around = (odd: string) => `${MARK}${odd}${MARK}`

/** 100 kB that nothing makes shorter, so that an index finds it too long as well. */
const long = Array.from({ length: 1600 }, (_, n) =>
  createHash('sha256').update(String(n)).digest('hex'),
)

export const ODD_TEXTS: readonly OddText[] = [
  { what: 'a NUL', text: around('\0') },
  { what: 'the first half of a character', text: around('\ud800') },
  { what: 'the second half of a character', text: around('\udc00') },
  { what: 'what bytes that are no UTF-8 have become', text: around('\uFFFD') },
  { what: '100 kB', text: around(long.join('')) },
]

/** One byte a character, between the marks: how a text that PostgreSQL can't hold arrives where bytes arrive. */
export const ODD_BYTES: readonly OddText[] = [
  { what: 'a NUL', text: around('\0') },
  { what: 'the first half of a character', text: around('\xed\xa0\x80') },
  { what: 'the second half of a character', text: around('\xed\xb0\x80') },
  { what: 'a byte of no character', text: around('\xff') },
  { what: 'a character that is cut short', text: around('\xc3') },
  { what: 'an over-long NUL', text: around('\xc0\x80') },
  { what: 'what is beyond Unicode', text: around('\xf4\x90\x80\x80') },
]

/** The same in JSON's own spelling. */
export const ODD_ESCAPES: readonly OddText[] = [
  { what: 'a NUL, escaped', text: around(String.raw`\u0000`) },
  { what: 'the first half of a character, escaped', text: around(String.raw`\ud800`) },
  { what: 'the second half of a character, escaped', text: around(String.raw`\udc00`) },
]

/** In an address: each byte that is not plain as `%` and two digits. */
export function percentEncoded(bytes: string): string {
  return bytes.replaceAll(
    /[^A-Za-z0-9_.-]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

/** A byte order mark can be kept, and is only to be no trouble. */
export const BOM_BYTES = around('\xef\xbb\xbf')
