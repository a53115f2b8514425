/** A date as the marketplace writes it: with the offset -04:00. */
export function iso(ms: number): string {
  return `${new Date(ms - 4 * 3_600_000).toISOString().slice(0, -1)}-04:00`
}
