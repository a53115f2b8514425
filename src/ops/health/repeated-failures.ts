/** Reads the failures that occur again and again, the most frequent first. */
import * as v from 'valibot'
import { type ScopedQuery, sql } from '../../db/connect/query.ts'

const Failure = v.object({
  erro: v.string(),
  linhas: v.pipe(v.string(), v.toNumber()),
})

export type RepeatedFailure = v.InferOutput<typeof Failure>

export async function readRepeatedFailures(
  query: ScopedQuery,
): Promise<readonly RepeatedFailure[]> {
  return query.any(sql.type(Failure)`
    select f.erro, sum(f.linhas)::bigint as linhas
    from ops.falha_repetida as f
    group by f.erro
    order by linhas desc, f.erro`)
}
