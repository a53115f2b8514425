/** The stores that an admin may hand out, as a hint for who types their numbers. */
import * as v from 'valibot'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'

const Store = v.object({ id: v.string(), nome: v.string() })

export type Store = v.InferOutput<typeof Store>

/** The first dozen; who has more knows them by their numbers. */
export async function storesOf(query: Query, admin: Operator): Promise<readonly Store[]> {
  return query
    .as(admin)
    .any(sql.type(Store)`select t.id, t.nome from ops.tenant as t order by t.id limit 12`)
}
