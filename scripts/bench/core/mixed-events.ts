/** Events as on a working day: for each order a creation, a label, and a change of status. */

/** `count` events, the first of which is number `from`. */
export function mixedEvents(
  from: number,
  count: number,
): readonly Readonly<Record<string, unknown>>[] {
  return Array.from({ length: count }, (_, i) => mixedEvent(from + i))
}

function mixedEvent(n: number): Readonly<Record<string, unknown>> {
  const common = {
    canal: 'ML',
    tenantId: 123,
    externalId: `ML-ORD-${Math.floor(n / 3)}`,
    versao: 1 + (n % 3),
  }
  if (n % 3 === 1) return { ...common, tipo: 'LABEL_AVAILABLE', payload: { etiqueta: `BR${n}` } }
  if (n % 3 === 2)
    return { ...common, tipo: 'STATUS_CHANGED', payload: { status: 'ready_to_ship' } }
  return {
    ...common,
    tipo: 'ORDER_CREATED',
    payload: {
      destinatario: { nome: 'Maria Silva', doc: '12345678909', telefone: '+5511999990000' },
      itens: [{ sku: 'ABC-1', quantidade: 2 }],
      volume: { peso: 1.2, dimensoes: { altura: 10, largura: 20, comprimento: 30 } },
    },
  }
}
