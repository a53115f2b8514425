/** A measured number for people, with no more digits than were measured. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '—'
  const size = Math.abs(value)
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
  return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}
