/** Rows of the queue that an operator may see, newest first. */
import * as v from 'valibot'
import { encodeCursor } from '../../reads/cursor.ts'
import { tenantCondition } from '../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'
import { DESTINATIONS, type OutboxFiltersRead, REASONS, STATUSES } from './outbox-filters.ts'

const Row = v.object({
  id: v.string(),
  eventId: v.nullable(v.string()),
  /** The order of a notice; null for other rows. */
  orderId: v.nullable(v.string()),
  /** The external id of the order that the row is about. */
  externalId: v.nullable(v.string()),
  tenantId: v.string(),
  canal: v.string(),
  destino: v.picklist(DESTINATIONS),
  status: v.picklist(STATUSES),
  motivo: v.nullable(v.picklist(REASONS)),
  attempts: v.number(),
  adiamentos: v.number(),
  createdAt: v.date(),
  nextAttemptAt: v.nullable(v.date()),
  leasedBy: v.nullable(v.string()),
  leasedUntil: v.nullable(v.date()),
  reprocessId: v.nullable(v.string()),
  traceId: v.nullable(v.string()),
  lastError: v.nullable(v.string()),
})

export type OutboxRow = v.InferOutput<typeof Row>

const PAGE = 50

/** If the list takes longer, the page shows a banner instead. */
const PATIENCE_MS = 3000

export async function findOutbox(
  query: Query,
  operator: Operator,
  filters: OutboxFiltersRead,
): Promise<{ readonly itens: readonly OutboxRow[]; readonly proximo: string | null }> {
  const { cursor } = filters
  const after = cursor == null ? sql.fragment`true` : sql.fragment`e.id < ${cursor}::bigint`
  const found = await query.as({ ...operator, statementTimeoutMs: PATIENCE_MS }).any(sql.type(Row)`
    ${selected()}
    where ${matching(operator, filters)}
      and ${after}
    order by e.id desc
    limit ${PAGE + 1}`)
  const itens = found.slice(0, PAGE)
  const last = itens.at(-1)
  const more = found.length > PAGE && last !== undefined
  return { itens, proximo: more ? encodeCursor(last.id) : null }
}

export async function outboxRow(
  query: Query,
  operator: Operator,
  id: string,
): Promise<OutboxRow | null> {
  return query.as(operator).maybeOne(sql.type(Row)`
    ${selected()}
    where ${tenantCondition(operator)}
      and e.id = ${id}::bigint`)
}

/** At most `limit` ids of the rows that match, newest first. */
export async function outboxIds(
  query: Query,
  operator: Operator,
  filters: OutboxFiltersRead,
  limit: number,
): Promise<readonly string[]> {
  return query.as(operator).anyFirst(sql.type(v.object({ id: v.string() }))`
    select e.id
    from ops.outbox as e
    where ${matching(operator, filters)}
    order by e.id desc
    limit ${limit}`)
}

function matching(operator: Operator, { status, motivo, destino, tenant }: OutboxFiltersRead) {
  const conditions = [
    tenantCondition(operator),
    ...(status === undefined ? [] : [sql.fragment`e.status = ${status}`]),
    // A row with a reason waits or is dead. The condition lets the partial index of those rows be used.
    ...(motivo === undefined
      ? []
      : [sql.fragment`e.motivo = ${motivo} and e.status in ('AGUARDANDO', 'MORTO')`]),
    ...(destino === undefined ? [] : [sql.fragment`e.destino = ${destino}`]),
    ...(tenant === undefined ? [] : [sql.fragment`e.tenant_id = ${tenant}::bigint`]),
  ]
  return sql.join(conditions, sql.fragment` and `)
}

function selected() {
  return sql.fragment`
    select
      e.id,
      e.evento_id as "eventId",
      e.tenant_id as "tenantId",
      e.canal,
      e.destino,
      e.status,
      e.motivo,
      e.tentativas as attempts,
      e.adiamentos,
      e.criado_em as "createdAt",
      e.proxima_tentativa_em as "nextAttemptAt",
      e.bloqueado_por as "leasedBy",
      e.bloqueado_ate as "leasedUntil",
      e.reprocess_id as "reprocessId",
      e.trace_id as "traceId",
      e.ultimo_erro as "lastError",
      (select n.pedido_id from ops.notificacao as n where e.destino = 'NOTIFICAR' and n.id = e.id) as "orderId",
      case
        when e.destino = 'NOTIFICAR' then (
          select p.external_id
          from ops.notificacao as n
          join ops.pedido as p on p.id = n.pedido_id
          where n.id = e.id
        )
        else (select ev.external_id from ops.evento as ev where ev.id = e.evento_id)
      end as "externalId"
    from ops.outbox as e`
}
