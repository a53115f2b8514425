/** Durations as people write them in settings: a number and a unit, such as `500ms`, `30s`, `2min`, `1h`. */

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 }

/**
 * Milliseconds, or null when the text is not a duration. A number without a unit is not one: the unit would be a guess.
 */
export function durationMs(text: string): number | null {
  const [, amount, unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)\s?(ms|s|min|h)$/.exec(text.trim()) ?? []
  const unitMs = UNIT_MS[unit]
  return amount === undefined || unitMs === undefined ? null : Math.round(Number(amount) * unitMs)
}
