/** The items of an order in one line: `2 × INT-ABC-1, +1`. An SKU that nobody has mapped is shown as it came. */

interface Item {
  readonly skuExterno: string
  readonly sku: string | null
  readonly quantidade: number
}

export function itemsText(itens: readonly Item[]): string {
  const [first, ...more] = itens
  if (first === undefined) return ''
  const rest = more.length === 0 ? '' : `, +${more.length}`
  return `${quantityText(first.quantidade)} × ${first.sku ?? first.skuExterno}${rest}`
}

const quantity = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 3 })

export function quantityText(quantidade: number): string {
  return quantity.format(quantidade)
}
