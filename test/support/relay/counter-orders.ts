/** Orders as a counter has them: one of each status, one of each notice's outcome, and one of another tenant. */
import { append, drain, prepareTenant, readyPayload } from './engine.ts'
import type { SqlClient } from '../database/sql-client.ts'

const payloads = {
  /** PRONTO, in a pack, its notice sent. */
  pronto: readyPayload,
  /** PRONTO; nobody knows whether its notice went out. */
  incerto: { ...readyPayload, etiqueta: 'BR1005' },
  /** RECEBIDO: without label, an SKU and a status that nobody has mapped. */
  faltando: {
    destinatario: { nome: 'João Souza' },
    itens: [
      { sku: 'ABC-1', quantidade: 1 },
      { sku: 'NOVO-1', quantidade: 3 },
    ],
    status: 'estranho',
  },
  cancelado: { ...readyPayload, etiqueta: 'BR1003', status: 'cancelled' },
  retirado: { ...readyPayload, etiqueta: 'BR1004' },
  /** Of tenant 456, PRONTO. */
  alheio: { ...readyPayload, etiqueta: 'BR2001' },
} as const

export type CounterOrder = keyof typeof payloads

/** Their external ids. */
export const EXTERNAL_IDS: Readonly<Record<CounterOrder, string>> = {
  pronto: 'ML-ORD-1001',
  incerto: 'ML-ORD-1005',
  faltando: 'ML-ORD-1002',
  cancelado: 'ML-ORD-1003',
  retirado: 'ML-ORD-1004',
  alheio: 'ML-ORD-2001',
}

/** Resolves to their ids. `client` is a superuser's; tenants 123 and 456 become ready to process. */
export async function counterOrders(
  client: SqlClient,
): Promise<Readonly<Record<CounterOrder, string>>> {
  for (const tenantId of [123, 456]) {
    await prepareTenant(client, tenantId)
    await client.rows(
      `select processing.save_status_mapping($1, 'ML', 'cancelled', 'CANCELADO', true, 'teste')`,
      [tenantId],
    )
  }
  for (const [name, payload] of Object.entries(payloads)) {
    const externalId = EXTERNAL_IDS[name as CounterOrder]
    const tenantId = name === 'alheio' ? 456 : 123
    await append(client, [{ externalId, tenantId, payload }])
  }
  await drain(client)
  const found = await client.rows<{ id: string; externo: string }>(
    'select id, external_id as externo from hub.pedido',
  )
  const idOf = (name: CounterOrder) =>
    found.find(({ externo }) => externo === EXTERNAL_IDS[name])?.id ?? ''
  const ids = Object.fromEntries(
    Object.keys(payloads).map((name) => [name, idOf(name as CounterOrder)]),
  ) as Record<CounterOrder, string>
  await client.rows(
    `insert into hub.pedido_marketplace (tenant_id, canal, external_id, pack_id, envio_id, versao, lido_em)
     values (123, 'ML', $1, 'PACK-9', '7001', 1, now())`,
    [EXTERNAL_IDS.pronto],
  )
  await client.rows(
    `with p as (insert into hub.posicao (tenant_id, codigo) values (123, 'A-3') returning id)
     update hub.volume set posicao_id = p.id from p where pedido_id = $1`,
    [ids.pronto],
  )
  await settleNotice(client, ids.pronto, 'ENVIADA', null)
  await settleNotice(client, ids.incerto, 'INCERTA', 'prazo esgotado durante o envio')
  await client.rows(`select processing.pick_up($1, 'operador:maria', null, 'AUTORIZADO')`, [
    ids.retirado,
  ])
  return ids
}

async function settleNotice(
  client: SqlClient,
  pedido: string,
  status: string,
  erro: string | null,
): Promise<void> {
  await client.rows(
    `with n as (
       update hub.notificacao
       set status = $2::text, iniciada_em = now(), enviada_em = case $2::text when 'ENVIADA' then now() end, erro = $3
       where pedido_id = $1
       returning id
     )
     delete from hub.integracao_outbox where id in (select id from n)`,
    [pedido, status, erro],
  )
}
