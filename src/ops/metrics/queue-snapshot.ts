/**
 * Reads the state of the queue: counts by channel and destination, missing mappings, and trouble with the marketplace.
 */
import * as v from 'valibot'
import { type ScopedQuery, sql } from '../../db/connect/query.ts'

const total = v.pipe(v.string(), v.toNumber())

const Row = v.object({
  canal: v.string(),
  destino: v.string(),
  pendentes: total,
  em_andamento: total,
  aguardando_retry: total,
  aguardando_mapeamento: total,
  estacionados: total,
  mortos: total,
  reprocessos: total,
  adiados_demais: total,
  atraso_maximo_s: v.number(),
  limitado: v.boolean(),
})

const Rest = v.object({
  reautorizar: total,
  disjuntores: total,
  perdidas: total,
  perdidasHoje: v.boolean(),
})

/** Counting stops at this number of rows: see ops.count_queue. */
const QUEUE_COUNTED_MAX = 100_000

export type QueueRow = v.InferOutput<typeof Row>

export interface QueueSnapshot {
  /** A channel and destination with an empty queue has no row. Counts stop at 100,000; such a row is `limitado`. */
  readonly fila: readonly QueueRow[]
  /** SKUs and statuses that nobody has mapped yet. */
  readonly pendencias: number
  /** Connectors whose sellers must authorize again. */
  readonly reautorizar: number
  /** Circuit breakers of the marketplace that are not closed. */
  readonly disjuntores: number
  /** Events and notices whose outbox row was missing and was put back: how many so far, and whether any today. */
  readonly perdidas: number
  readonly perdidasHoje: boolean
}

/** `query` is scoped to all tenants, or to those whose queue the caller wants. */
export async function readQueue(query: ScopedQuery): Promise<QueueSnapshot> {
  return query.transaction(async (statements) => ({
    fila: await statements.any(sql.type(Row)`
      select
        f.canal, f.destino, f.pendentes, f.em_andamento, f.aguardando_retry, f.aguardando_mapeamento,
        f.estacionados, f.mortos, f.reprocessos, f.adiados_demais, f.atraso_maximo_s, f.limitado
      from ops.count_queue(null, ${QUEUE_COUNTED_MAX}) as f
      order by f.canal, f.destino`),
    pendencias: await statements.oneFirst(sql.type(v.object({ total }))`
      select count(*) as total
      from ops.pendencia as p
      where p.resolvida_em is null`),
    ...(await statements.one(sql.type(Rest)`
      select
        (select count(*) from ops.conector as c where c.status = 'REAUTORIZAR') as reautorizar,
        (select count(*) from ops.disjuntor as d where d.estado <> 'FECHADO') as disjuntores,
        f.eventos_achados + f.avisos_achados as perdidas,
        coalesce(f.achado_em > clock_timestamp() - interval '1 day', false) as "perdidasHoje"
      from ops.varredura_fila as f`)),
  }))
}
