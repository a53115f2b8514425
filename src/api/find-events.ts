/** One page of the events that match, newest first, of the tenants that the caller may see. */
import * as v from 'valibot'
import { type Query, sql } from '../db/query.ts'
import type { Caller } from './caller.ts'
import { encodeCursor } from './cursor.ts'
import type { EventFiltersRead, Moment } from './event-filters.ts'
import { countValue, instantValue } from './row-values.ts'
import { tenantCondition } from './tenant-condition.ts'

const Row = v.object({
  id: v.string(),
  canal: v.string(),
  tenantId: countValue,
  externalId: v.string(),
  tipo: v.string(),
  versao: v.nullable(countValue),
  status: v.string(),
  origem: v.string(),
  receivedAt: instantValue,
  processedAt: v.nullable(instantValue),
  erro: v.nullable(v.string()),
  reprocessCount: v.number(),
  duplicadoDe: v.nullable(v.string()),
  traceId: v.string(),
})

/** As JSON shows it: instants are ISO 8601 in UTC. */
export const EventPage = v.object({
  itens: v.array(Row),
  proximo: v.nullable(v.string()),
})

export async function findEvents(
  query: Query,
  caller: Caller,
  filters: EventFiltersRead,
): Promise<v.InferOutput<typeof EventPage>> {
  const { limite } = filters
  const found = await query.as(caller).any(sql.type(Row)`
    select
      e.id,
      e.canal,
      e.tenant_id as "tenantId",
      e.external_id as "externalId",
      e.tipo,
      e.versao,
      e.status,
      e.origem,
      e.received_at as "receivedAt",
      e.processed_at as "processedAt",
      e.error_msg as erro,
      e.reprocess_count as "reprocessCount",
      e.duplicado_de as "duplicadoDe",
      e.trace_id as "traceId"
    from ops.evento as e
    where ${sql.join([tenantCondition(caller), ...conditions(filters)], sql.fragment` and `)}
    order by e.id desc
    limit ${limite + 1}`)
  const itens = found.slice(0, limite)
  const last = itens.at(-1)
  const more = found.length > limite && last !== undefined
  return { itens, proximo: more ? encodeCursor(last.id) : null }
}

function conditions(filters: EventFiltersRead) {
  const { canal, status, data, data_de, data_ate, tenant, external_id, trace_id, cursor } = filters
  const since = data === undefined ? data_de : { dia: data }
  const until = data === undefined ? data_ate : { dia: data }
  return [
    ...(canal === undefined ? [] : [sql.fragment`e.canal = ${canal}`]),
    ...(status.length === 0 ? [] : [sql.fragment`e.status = any(${sql.array(status, 'text')})`]),
    ...(since === undefined ? [] : [sql.fragment`e.received_at >= ${start(since)}`]),
    ...(until === undefined ? [] : [sql.fragment`e.received_at < ${end(until)}`]),
    ...(tenant === undefined ? [] : [sql.fragment`e.tenant_id = ${tenant}::bigint`]),
    ...(external_id === undefined ? [] : [sql.fragment`e.external_id = ${external_id}`]),
    ...(trace_id === undefined ? [] : [sql.fragment`e.trace_id = ${trace_id}::uuid`]),
    ...(cursor == null ? [] : [sql.fragment`e.id < ${cursor}::bigint`]),
  ]
}

function start(moment: Moment) {
  return 'dia' in moment
    ? sql.fragment`(${moment.dia}::date)::timestamp at time zone 'America/Sao_Paulo'`
    : sql.fragment`${moment.instante}::timestamptz`
}

function end(moment: Moment) {
  return 'dia' in moment
    ? sql.fragment`(${moment.dia}::date + 1)::timestamp at time zone 'America/Sao_Paulo'`
    : sql.fragment`${moment.instante}::timestamptz`
}
