/** Text that is put wherever text goes, and must be seen nowhere again. */
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
