/**
 * Makes one of each kind of problem that an operator meets, from outside: a SKU without a mapping, a dead row, a
 * notice of which nobody knows whether it left, and a request that was refused.
 */
import { createHmac } from 'node:crypto'

export const UNCERTAIN_ORDER = 'DEMO-AVISO-INCERTO'

interface Addresses {
  readonly publicUrl: string
  readonly urlWebhook: string
  readonly webhookSecret: string
  readonly sellerId: string
  readonly clientId: string
  readonly tenantId: number
}

/** At a later start they are duplicates and change nothing. Resolves to where each can be seen. */
export async function bringProblems(to: Addresses): Promise<readonly string[]> {
  const { publicUrl, urlWebhook, webhookSecret, sellerId, clientId, tenantId } = to
  const event = (externalId: string, sku: string) =>
    JSON.stringify({
      canal: 'ML',
      tenantId,
      tipo: 'ORDER_CREATED',
      externalId,
      versao: 1,
      payload: {
        destinatario: { nome: 'Maria Silva', doc: '12345678909', telefone: '+5511999990000' },
        itens: [{ sku, quantidade: 1 }],
        etiqueta: `ET-${externalId}`,
        status: 'ready_to_ship',
      },
    })
  const sign = (body: string, secret: string) =>
    `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const send = async (body: string, secret = webhookSecret) => {
    const headers = { 'x-tenant': String(tenantId), 'x-ml-signature': sign(body, secret) }
    await post(`${publicUrl}/api/integracoes/ml/webhook`, body, headers)
  }
  await send(event('DEMO-SEM-MAPEAMENTO', 'SKU-SEM-MAPEAMENTO'))
  await send(event(UNCERTAIN_ORDER, 'ABC-1'))
  await send(event('DEMO-RECUSADO', 'ABC-1'), 'outro segredo')
  const notification = {
    _id: 'demo-pedido-proibido',
    topic: 'orders_v2',
    resource: '/orders/999',
    user_id: Number(sellerId),
    application_id: Number(clientId),
  }
  await post(urlWebhook, JSON.stringify(notification))
  return [
    'um SKU sem mapeamento   /pendencias',
    'uma linha morta         /outbox',
    'um aviso incerto        /outbox/avisos',
    'um remetente recusado   select * from ops.recusa',
  ]
}

async function post(url: string, body: string, headers: Readonly<Record<string, string>> = {}) {
  const all = { 'content-type': 'application/json', ...headers }
  const answer = await fetch(url, { method: 'POST', body, headers: all })
  await answer.body?.cancel()
}
