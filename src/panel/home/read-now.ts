/** Reads the state of the hub: what waits, what needs a person, and the rates of the last quarter of an hour. */
import * as v from 'valibot'
import { tenantCondition, tenantList } from '../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'

/** The period of rates and percentiles. */
export const RECENT_MINUTES = 15

/** Counting stops here: this number means that many or more. */
export const COUNTED_MAX = 10_000

const total = v.pipe(
  v.nullable(v.string()),
  v.transform((text) => Number(text ?? 0)),
)

const Now = v.object({
  incertas: total,
  semDestino: total,
  pendencias: total,
  reautorizar: total,
  disjuntores: total,
  recebidos: total,
  duplicados: total,
  processados: total,
  erros: total,
  mortosHa: total,
  p50: v.nullable(v.number()),
  p99: v.nullable(v.number()),
  respostas: total,
  acima500: total,
  respostaP99: v.nullable(v.number()),
  avisadosHoje: total,
  achadosHoje: total,
  avisados7d: total,
  achados7d: total,
  medidoEm: v.nullable(v.date()),
})

const Lane = v.object({
  destino: v.string(),
  pendentes: total,
  emAndamento: total,
  retry: total,
  mapeamento: total,
  estacionados: total,
  mortos: total,
  atraso: v.number(),
  limitado: v.boolean(),
})

export interface PanelNow extends v.InferOutput<typeof Now> {
  /** The media by which the stores announce orders. */
  readonly media: readonly string[]
  readonly lanes: readonly v.InferOutput<typeof Lane>[]
}

export async function readNow(query: Query, operator: Operator): Promise<PanelNow> {
  return query
    .as({ ...operator, statementTimeoutMs: 3000 })
    .transaction(async (statements): Promise<PanelNow> => {
      const now = await statements.one(sql.type(Now)`
        select
          n.incertas, n.sem_destino as "semDestino", n.pendencias, n.reautorizar, n.disjuntores, n.recebidos, n.duplicados, n.processados, n.erros,
          n.mortos as "mortosHa", n.p50_ms as p50, n.p99_ms as p99, n.respostas,
          n.acima_500 as acima500, n.resposta_p99_ms as "respostaP99", n.avisados_hoje as "avisadosHoje",
          n.achados_hoje as "achadosHoje", n.avisados_7d as avisados7d, n.achados_7d as achados7d,
          n.medido_em as "medidoEm"
        from measures.panel_now(${tenantList(operator)}, make_interval(mins => ${RECENT_MINUTES})) as n`)
      const lanes = await statements.any(sql.type(Lane)`
        select
          f.destino, f.pendentes, f.em_andamento as "emAndamento", f.aguardando_retry as retry,
          f.aguardando_mapeamento as mapeamento, f.estacionados, f.mortos, f.atraso_maximo_s as atraso,
          f.limitado
        from ops.count_queue(${tenantList(operator)}, ${COUNTED_MAX}) as f
        order by f.destino`)
      const media = await statements.anyFirst(sql.type(v.object({ meio: v.string() }))`
        select distinct e.meio_aviso as meio
        from (select t.id as tenant_id, t.meio_aviso from ops.tenant as t) as e
        where ${tenantCondition(operator)}
        order by 1`)
      return { ...now, lanes, media }
    })
}
