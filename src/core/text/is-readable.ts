/** Whether a text that was read from bytes came as it was written: what is no UTF-8 arrives as U+FFFD. */
import { isStorable, REPLACEMENT } from './storable.ts'

export function isReadable(text: string): boolean {
  return isStorable(text) && !text.includes(REPLACEMENT)
}
