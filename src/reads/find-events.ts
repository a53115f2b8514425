/**
 * One page of the events that match, newest first, of the tenants that the caller may see. search.find_events finds their
 * ids in a time that does not grow with the number of stored events. A page may be short; there is more as long as
 * `proximo` is not null.
 */
import * as v from 'valibot'
import { type Query, type Scope, sql } from '../db/connect/query.ts'
import { encodeCursor } from './cursor.ts'
import {
  EVENT_ORIGINS,
  EVENT_STATUSES,
  type EventFiltersRead,
  type Moment,
} from './event-filters.ts'
import { countValue, instantValue, namedValue } from './row-values.ts'
import { tenantCondition } from '../db/connect/tenant-scope.ts'

const Found = v.object({ ids: v.array(v.string()), proximo: v.nullable(v.string()) })

const Row = v.object({
  id: v.string(),
  canal: v.string(),
  tenantId: countValue,
  externalId: v.string(),
  tipo: v.string(),
  versao: v.nullable(countValue),
  status: namedValue(EVENT_STATUSES),
  origem: namedValue(EVENT_ORIGINS),
  receivedAt: instantValue,
  processedAt: v.nullable(instantValue),
  erro: v.nullable(v.string()),
  reprocessCount: v.number(),
  duplicadoDe: v.nullable(v.string()),
  traceId: v.string(),
})

/** A page as the API's JSON has it: instants are ISO 8601 in UTC. */
export const EventPage = v.object({
  itens: v.array(Row),
  proximo: v.nullable(v.string()),
})

export const eventPageExample = {
  itens: [
    {
      id: '1042',
      canal: 'ML',
      tenantId: 123,
      externalId: 'ML-ORD-987654',
      tipo: 'ORDER_CREATED',
      versao: 1,
      status: 'PROCESSADO',
      origem: 'WEBHOOK',
      receivedAt: '2026-11-20T12:00:00.000Z',
      processedAt: '2026-11-20T12:00:00.004Z',
      erro: null,
      reprocessCount: 0,
      duplicadoDe: null,
      traceId: '0b9c6d5e-5d0c-4b7e-9c55-2f7f3c1d9a10',
    },
  ],
  proximo: null,
} as const satisfies v.InferOutput<typeof EventPage>

export async function findEvents(
  query: Query,
  caller: Scope,
  filters: EventFiltersRead,
): Promise<v.InferOutput<typeof EventPage>> {
  return query.as(caller).transaction(async (statements) => {
    const { ids, proximo } = await statements.one(sql.type(Found)`
      select f.ids, f.proximo
      from search.find_events(${conditions(caller, filters)}) as f`)
    const itens =
      ids.length === 0
        ? []
        : await statements.any(sql.type(Row)`
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
          where ${tenantCondition(caller)}
            and e.id = any(${sql.array(ids, 'int8')})
          order by e.id desc`)
    return { itens: [...itens], proximo: proximo === null ? null : encodeCursor(proximo) }
  })
}

/** The arguments of search.find_events. For a tenant that the caller may not see, the list of tenants is empty. */
function conditions({ tenants }: Scope, filters: EventFiltersRead) {
  const { canal, status, tipo, origem, data, data_de, data_ate } = filters
  const { tenant, external_id, trace_id, limite, cursor } = filters
  const since = data === undefined ? data_de : { dia: data }
  const until = data === undefined ? data_ate : { dia: data }
  const visible =
    tenant === undefined
      ? tenants
      : tenants === 'todos' || tenants.includes(Number(tenant))
        ? [tenant]
        : []
  const list = (values: readonly string[]) =>
    values.length === 0 ? sql.fragment`null` : sql.array([...values], 'text')
  const given = [
    sql.fragment`p_tenants => ${visible === 'todos' ? sql.fragment`null` : sql.array([...visible], 'int8')}`,
    sql.fragment`p_canal => ${canal ?? null}`,
    sql.fragment`p_status => ${list(status)}`,
    sql.fragment`p_tipo => ${list(tipo)}`,
    sql.fragment`p_origem => ${list(origem)}`,
    sql.fragment`p_external_id => ${external_id ?? null}`,
    sql.fragment`p_trace_id => ${trace_id ?? null}::uuid`,
    sql.fragment`p_de => ${since === undefined ? null : start(since)}`,
    sql.fragment`p_ate => ${until === undefined ? null : end(until)}`,
    sql.fragment`p_antes => ${cursor ?? null}::bigint`,
    sql.fragment`p_limite => ${limite}`,
  ]
  return sql.join(given, sql.fragment`, `)
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
