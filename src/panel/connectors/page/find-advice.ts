/** The sources that an address list refuses or would refuse, and the networks that are suggested for it. */
import * as v from 'valibot'
import { tenantList } from '../../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'

const Advice = v.object({
  endereco: v.string(),
  total: v.pipe(v.string(), v.transform(Number)),
  ultimaEm: v.date(),
})

export type Advice = v.InferOutput<typeof Advice>

/** `lista` null means the connector's own list. Rejects with a refusal for an entry that is no network. */
export async function findAdvice(
  query: Query,
  operator: Operator,
  id: string,
  lista: readonly string[] | null,
): Promise<readonly Advice[]> {
  const redes = lista === null ? null : sql.array([...lista], 'text')
  return query.as(operator).any(sql.type(Advice)`
    select r.endereco, r.total, r.ultima_em as "ultimaEm"
    from connectors.would_be_refused(${id}::bigint, ${redes}, ${tenantList(operator)}) as r
    limit 200`)
}

const Suggested = v.object({ rede: v.string(), nota: v.string() })

export type Suggested = v.InferOutput<typeof Suggested>

export async function findSuggested(
  query: Query,
  operator: Operator,
  canal: string,
): Promise<readonly Suggested[]> {
  return query.as(operator).any(sql.type(Suggested)`
    select r.rede, r.nota
    from ops.rede_sugerida as r
    where r.canal = ${canal}
    order by r.nota, r.rede::inet`)
}
