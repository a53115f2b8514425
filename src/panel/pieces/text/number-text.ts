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
