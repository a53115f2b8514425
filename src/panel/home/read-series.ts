/** Reads the measures of a period, one row a step, oldest first, up to the last full minute. The periods have names in the address. */
import * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'

const total = v.pipe(v.string(), v.transform(Number))

const Point = v.object({
  inicio: v.date(),
  recebidos: total,
  processados: total,
  erros: total,
  mortos: total,
  avisados: total,
  achados: total,
  p50: v.nullable(v.number()),
  p99: v.nullable(v.number()),
  respostaP99: v.nullable(v.number()),
})

export type Point = v.InferOutput<typeof Point>

export async function readSeries(
  query: Query,
  operator: Operator,
  window: TimeWindow,
): Promise<readonly Point[]> {
  const { de, passo } = WINDOWS[window]
  return query.as({ ...operator, statementTimeoutMs: 3000 }).any(sql.type(Point)`
    select
      s.inicio, s.recebidos, s.processados, s.erros, s.mortos, s.avisados, s.achados, s.p50_ms as p50,
      s.p99_ms as p99, s.resposta_p99_ms as "respostaP99"
    from
      (select date_bin(${passo}::interval, clock_timestamp(), 'epoch') as agora) as t,
      measures.panel_series(
        ${tenantList(operator)},
        t.agora - ${de}::interval,
        greatest(t.agora, date_bin('1 minute', clock_timestamp(), 'epoch')),
        ${passo}::interval
      ) as s
    order by s.inicio`)
}

export const WINDOWS = {
  '1h': { nome: '1 hora', de: '1 hour', passo: '1 minute', minutos: 1 },
  '24h': { nome: '24 horas', de: '24 hours', passo: '15 minutes', minutos: 15 },
  '7d': { nome: '7 dias', de: '7 days', passo: '2 hours', minutos: 120 },
} as const

export type TimeWindow = keyof typeof WINDOWS

const NAMES = Object.keys(WINDOWS) as TimeWindow[]

export const WindowQuery = v.strictObject({
  janela: v.pipe(
    v.optional(v.picklist(NAMES), '1h'),
    v.description(`um destes períodos: ${NAMES.join(', ')}`),
  ),
})
