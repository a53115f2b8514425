/** What a planned bulk act is about to touch, as the database sums it up. */
import * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'

const Counted = v.array(v.object({ nome: v.nullable(v.string()), total: v.number() }))

const Summary = v.object({
  total: v.number(),
  maisAntigo: v.nullable(v.string()),
  maisNovo: v.nullable(v.string()),
  porTipo: Counted,
  porStatus: Counted,
  amostra: v.array(v.string()),
  efeitos: v.array(v.object({ codigo: v.string(), total: v.number(), frase: v.string() })),
})

export type LoteSummary = v.InferOutput<typeof Summary>

export async function readLoteSummary(
  query: Query,
  operator: Operator,
  id: string,
): Promise<LoteSummary> {
  const { resumo } = await query.as(operator).one(sql.type(v.object({ resumo: Summary }))`
    select bulk.summary(${id}::bigint, ${tenantList(operator)}) as resumo`)
  return resumo
}
