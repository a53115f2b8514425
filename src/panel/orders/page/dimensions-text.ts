/** The measures of a package as they are written on it: `10 × 20 × 30 cm`, height, width and length. */

export function dimensionsText(dimensoes: unknown): string {
  if (typeof dimensoes !== 'object' || dimensoes === null) return ''
  const sides = ['altura', 'largura', 'comprimento'].map(
    (name) => (dimensoes as Readonly<Record<string, unknown>>)[name],
  )
  if (sides.every((side) => side === undefined)) return ''
  return `${sides.map((side) => (typeof side === 'number' ? length.format(side) : '?')).join(' × ')} cm`
}

const length = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 2 })
