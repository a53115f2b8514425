/** A number for an axis: 10k, 3M, 0.05. */
import { formatNumber } from '../core/format-number.ts'

export function shortNumber(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e6) return `${trim(value / 1e6)}M`
  if (size >= 1e4) return `${trim(value / 1e3)}k`
  return formatNumber(value)
}

function trim(value: number): string {
  return String(Number(value.toPrecision(3)))
}
