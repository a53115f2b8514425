/** What saving a mapping would release, exactly. */
import * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'
import type { Pending } from './find-pendings.ts'

const Impact = v.object({
  /** Of more than 10,000, 10,001. */
  esperam: v.number(),
  liberados: v.array(v.string()),
  total: v.number(),
})

export type MappingImpact = v.InferOutput<typeof Impact>

/** So many are named; the others are a number. */
const NAMED_MAX = 20

/** What takes longer is a banner: the mapping can be saved without it. */
const PATIENCE_MS = 3000

/** `tenantId` null: of a mapping for every tenant. */
export async function mappingImpact(
  query: Query,
  operator: Operator,
  { canal, tipo, chave }: Pending,
  tenantId: string | null,
): Promise<MappingImpact> {
  return query.as({ ...operator, statementTimeoutMs: PATIENCE_MS }).one(sql.type(Impact)`
    select i.esperam, i.liberados[1:${NAMED_MAX}]::text[] as liberados, i.liberados_total as total
    from processing.mapping_impact(${tenantId}::bigint, ${canal}, ${tipo}, ${chave}, ${tenantList(operator)}) as i`)
}
