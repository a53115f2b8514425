/** Reads the orders that an event is about, with their notices. */
import * as v from 'valibot'
import { sql, type Statements } from '../../../db/connect/query.ts'

const EventOrder = v.object({
  id: v.string(),
  externalId: v.string(),
  status: v.string(),
  criadoEm: v.date(),
  prontoEm: v.nullable(v.date()),
  retiradoEm: v.nullable(v.date()),
  canceladoEm: v.nullable(v.date()),
})

const EventNotice = v.object({
  id: v.string(),
  pedidoId: v.string(),
  origem: v.string(),
  meio: v.string(),
  status: v.string(),
  erro: v.nullable(v.string()),
  criadoEm: v.date(),
  iniciadoEm: v.nullable(v.date()),
  enviadoEm: v.nullable(v.date()),
  registradoEm: v.nullable(v.date()),
})

export type EventOrder = v.InferOutput<typeof EventOrder>
export type EventNotice = v.InferOutput<typeof EventNotice>

export interface EventOrders {
  readonly orders: readonly EventOrder[]
  /** Oldest first. */
  readonly notices: readonly EventNotice[]
}

interface Named {
  readonly tenantId: number
  readonly canal: string
  readonly externalId: string
}

/** For a resource notification: the order that it names, or the orders of the shipment that it names. */
export async function readOrders(
  run: Statements,
  { tenantId, canal, externalId }: Named,
): Promise<EventOrders> {
  const [, kind, number] = /^\/(orders|shipments)\/(\d+)$/.exec(externalId) ?? []
  const ids = kind === 'orders' ? [externalId, number ?? ''] : [externalId]
  const shipment = kind === 'shipments' ? (number ?? '') : ''
  const orders = await run.any(sql.type(EventOrder)`
    select
      p.id,
      p.external_id as "externalId",
      p.status,
      p.created_at as "criadoEm",
      p.ready_at as "prontoEm",
      p.picked_up_at as "retiradoEm",
      p.cancelado_em as "canceladoEm"
    from ops.pedido as p
    where p.tenant_id = ${tenantId}::bigint
      and p.canal = ${canal}
      and p.external_id = any (
        ${sql.array(ids, 'text')} || array(
          select m.external_id::text
          from ops.pedido_marketplace as m
          where m.tenant_id = ${tenantId}::bigint and m.canal = ${canal} and m.envio_id = ${shipment}
        )
      )
    order by p.id
    limit 20`)
  const numbers = orders.map(({ id }) => id)
  const notices = await run.any(sql.type(EventNotice)`
    select
      n.id,
      n.pedido_id as "pedidoId",
      n.origem,
      n.meio,
      n.status,
      n.erro,
      n.criado_em as "criadoEm",
      n.iniciada_em as "iniciadoEm",
      n.enviada_em as "enviadoEm",
      n.registrada_em as "registradoEm"
    from ops.notificacao as n
    where n.pedido_id = any (${sql.array(numbers, 'int8')})
    order by n.id
    limit 100`)
  return { orders, notices }
}
