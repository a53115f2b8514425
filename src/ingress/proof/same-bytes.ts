/** Whether two secrets are the same, in a time that tells nothing of where they differ, or of how long they are. */
import { hash, timingSafeEqual } from 'node:crypto'

export function sameBytes(a: Buffer, b: Buffer): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'))
}
