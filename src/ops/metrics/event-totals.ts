/** Counts the outcomes of the events of the last 48 hours, for operators who watch a roll-out. */
import * as v from 'valibot'
import { type ScopedQuery, sql } from '../../db/connect/query.ts'

const total = v.pipe(v.string(), v.toNumber())

const Totals = v.object({
  recebidos: total,
  processados: total,
  duplicados: total,
  comErro: total,
  reprocessados: total,
  reprocessamentos: total,
})

export type EventTotals = v.InferOutput<typeof Totals>

/** The totals of one channel. Reads all events of that time and no others: call it now and then, not every second. */
export async function readEventTotals(query: ScopedQuery, canal: string): Promise<EventTotals> {
  return query.one(sql.type(Totals)`
    select
      count(*) as recebidos,
      count(*) filter (where e.status in ('PROCESSADO', 'REPROCESSADO')) as processados,
      count(*) filter (where e.status = 'DUPLICADO') as duplicados,
      count(*) filter (where e.status in ('ERRO', 'MORTO')) as "comErro",
      count(*) filter (where e.reprocess_count > 0) as reprocessados,
      coalesce(sum(e.reprocess_count), 0)::bigint as reprocessamentos
    from ops.evento as e
    where e.canal = ${canal}
      and e.id >= search.first_event_since(clock_timestamp() - interval '48 hours 5 minutes')
      and e.received_at >= clock_timestamp() - interval '48 hours'`)
}
