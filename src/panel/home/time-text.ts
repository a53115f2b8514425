/** How long something took, as a person reads it: `12 ms`, `1,2 s`, `3 min`. */
import { numberText } from '../pieces/text/number-text.ts'
import { spanText } from '../pieces/text/span-text.ts'

export function timeText(ms: number | null): string {
  if (ms === null) return '—'
  if (ms < 10) return `${numberText(ms)} ms`
  if (ms < 1000) return `${Math.round(ms)} ms`
  return ms < 60_000 ? `${numberText(ms / 1000)} s` : spanText(ms / 1000)
}
