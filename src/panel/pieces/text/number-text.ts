/** Numbers as Brazilians write them. */

const whole = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 0 })
const fine = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 1 })

/** `12.345`; beyond `cap`, up to which it was counted, `10.000+`. */
export function countText(n: number, cap = Number.POSITIVE_INFINITY): string {
  return n > cap ? `${whole.format(cap)}+` : whole.format(n)
}

/** `12,3`: at most one decimal. */
export function numberText(n: number): string {
  return fine.format(n)
}

const exact = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 3 })

/** `1,125`: at most three decimals, as quantities and weights have. */
export function quantityText(n: number): string {
  return exact.format(n)
}

/** `12 s`, `3 min`, `2 h 5 min`, `4 d 3 h`. */
export function spanText(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

export function timeText(ms: number | null): string {
  if (ms === null) return '—'
  if (ms < 10) return `${numberText(ms)} ms`
  if (ms < 1000) return `${Math.round(ms)} ms`
  return ms < 60_000 ? `${numberText(ms / 1000)} s` : spanText(ms / 1000)
}
