/** Reads all that the page of one event shows: what came, what was tried, what waits, and what it became. */
import * as v from 'valibot'
import { countValue } from '../../../reads/row-values.ts'
import { tenantCondition } from '../../../db/connect/tenant-scope.ts'
import { type Query, sql, type Statements } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'
import { type Act, readActs } from './read-acts.ts'
import { type EventOrders, readOrders } from './read-orders.ts'

const EventRow = v.object({
  id: v.string(),
  canal: v.string(),
  tenantId: countValue,
  loja: v.nullable(v.string()),
  externalId: v.string(),
  tipo: v.string(),
  versao: v.nullable(v.string()),
  status: v.string(),
  origem: v.string(),
  conferencia: v.nullable(v.string()),
  chave: v.nullable(v.string()),
  recebidoEm: v.date(),
  processadoEm: v.nullable(v.date()),
  erro: v.nullable(v.string()),
  reprocessos: v.number(),
  duplicadoDe: v.nullable(v.string()),
  traceId: v.string(),
})

const EventAttempt = v.object({
  destino: v.string(),
  tentativa: v.number(),
  resultado: v.string(),
  sqlstate: v.nullable(v.string()),
  erro: v.nullable(v.string()),
  worker: v.nullable(v.string()),
  em: v.date(),
})

const QueueRow = v.object({
  id: v.string(),
  destino: v.string(),
  status: v.string(),
  motivo: v.nullable(v.string()),
  tentativas: v.number(),
  adiamentos: v.number(),
  criadoEm: v.date(),
  proximaEm: v.nullable(v.date()),
  bloqueadoPor: v.nullable(v.string()),
  bloqueadoAte: v.nullable(v.date()),
  reprocessId: v.nullable(v.string()),
  erro: v.nullable(v.string()),
})

const PendingMapping = v.object({ id: v.string(), tipo: v.string(), chave: v.string() })

const Duplicate = v.object({ id: v.string(), recebidoEm: v.date(), erro: v.nullable(v.string()) })

export type EventRow = v.InferOutput<typeof EventRow>
export type EventAttempt = v.InferOutput<typeof EventAttempt>
export type QueueRow = v.InferOutput<typeof QueueRow>

export interface EventRead extends EventOrders {
  readonly event: EventRow
  /** The newest ATTEMPTS_MAX at most. */
  readonly attempts: readonly EventAttempt[]
  /** The event's own row of the outbox; null once it is finished. */
  readonly queueRow: QueueRow | null
  readonly pendings: readonly v.InferOutput<typeof PendingMapping>[]
  /** The oldest DUPLICATES_MAX at most. */
  readonly duplicates: readonly v.InferOutput<typeof Duplicate>[]
  readonly acts: readonly Act[]
}

const ATTEMPTS_MAX = 100
const DUPLICATES_MAX = 20

/** Null where the operator may see no such event. */
export async function readEvent(
  query: Query,
  operator: Operator,
  id: string,
): Promise<EventRead | null> {
  return query.as(operator).transaction(async (run) => {
    const event = await run.maybeOne(sql.type(EventRow)`
      select
        e.id,
        e.canal,
        e.tenant_id as "tenantId",
        (select t.nome from ops.tenant as t where t.id = e.tenant_id) as loja,
        e.external_id as "externalId",
        e.tipo,
        e.versao,
        e.status,
        e.origem,
        e.conferencia,
        e.chave,
        e.received_at as "recebidoEm",
        e.processed_at as "processadoEm",
        e.error_msg as erro,
        e.reprocess_count as reprocessos,
        e.duplicado_de as "duplicadoDe",
        e.trace_id as "traceId"
      from ops.evento as e
      where e.id = ${id}::bigint and ${tenantCondition(operator)}`)
    if (event === null) return null
    const orders = await readOrders(run, event)
    return {
      event,
      ...orders,
      attempts: await readAttempts(run, event),
      queueRow: await run.maybeOne(sql.type(QueueRow)`
        select
          o.id,
          o.destino,
          o.status,
          o.motivo,
          o.tentativas,
          o.adiamentos,
          o.criado_em as "criadoEm",
          o.proxima_tentativa_em as "proximaEm",
          o.bloqueado_por as "bloqueadoPor",
          o.bloqueado_ate as "bloqueadoAte",
          o.reprocess_id as "reprocessId",
          o.ultimo_erro as erro
        from ops.outbox as o
        where o.id = ${id}::bigint`),
      pendings: await run.any(sql.type(PendingMapping)`
        select p.pendencia_id as id, p.tipo, p.chave
        from ops.pendencia_evento as p
        where p.evento_id = ${id}::bigint
        order by p.tipo, p.chave
        limit 50`),
      duplicates: await readDuplicates(run, event),
      acts: await readActs(run, operator, id, orders),
    }
  })
}

async function readAttempts(run: Statements, { id }: EventRow): Promise<readonly EventAttempt[]> {
  const newest = await run.any(sql.type(EventAttempt)`
    select t.destino, t.tentativa, t.resultado, t.sqlstate, t.erro, t.worker, t.em
    from ops.tentativa as t
    where t.evento_id = ${id}::bigint
    order by t.id desc
    limit ${ATTEMPTS_MAX}`)
  return newest.toReversed()
}

/** A duplicate has the external id of its original, and that is indexed: the search goes by it. */
async function readDuplicates(run: Statements, { id, externalId }: EventRow) {
  return run.any(sql.type(Duplicate)`
    select e.id, e.received_at as "recebidoEm", e.error_msg as erro
    from ops.evento as e
    where e.id = any (coalesce(search.events_named(${externalId}, null), '{}'))
      and e.duplicado_de = ${id}::bigint
    order by e.id
    limit ${DUPLICATES_MAX}`)
}
