/** An example of an event as the contract defines it. The OpenAPI document shows it. */
export const envelopeExample = {
  canal: 'ML',
  tenantId: 123,
  tipo: 'ORDER_CREATED',
  externalId: 'ML-ORD-987654',
  versao: 1,
  payload: {
    destinatario: { nome: 'Maria Silva', doc: '12345678909', telefone: '+5511999990000' },
    itens: [{ sku: 'ABC-1', quantidade: 2 }],
    volume: { peso: 1.2, dimensoes: { altura: 10, largura: 20, comprimento: 30 } },
    etiqueta: 'BR123456789',
    status: 'ready_to_ship',
  },
}
