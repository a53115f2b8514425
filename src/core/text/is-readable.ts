/** Decides whether a text that was decoded from bytes is complete: bytes that are not UTF-8 arrive as U+FFFD. */
import { isStorable, REPLACEMENT } from './storable.ts'

export function isReadable(text: string): boolean {
  return isStorable(text) && !text.includes(REPLACEMENT)
}
