/** The events received under a code that has no order, of the tenants that the caller may see, and why each waits. */
import * as v from 'valibot'
import { type Query, type Scope, sql } from '../db/connect/query.ts'
import { countValue, instantValue } from './row-values.ts'
import { tenantList } from '../db/connect/tenant-scope.ts'

const text = v.nullable(v.string())

export const Received = v.object({
  id: v.string(),
  tenantId: countValue,
  tipo: v.string(),
  externalId: v.string(),
  status: v.string(),
  recebidoEm: instantValue,
  frase: text,
  erro: text,
})

export type Received = v.InferOutput<typeof Received>

/** The newest twenty. */
export function findReceived(
  query: Query,
  scope: Scope,
  code: string,
): Promise<readonly Received[]> {
  return query.as(scope).any(sql.type(Received)`
    select
      a.evento_id as id, a.tenant_id as "tenantId", a.tipo, a.external_id as "externalId", a.status,
      a.recebido_em as "recebidoEm", a.frase, a.erro
    from search.events_about(${code}, ${tenantList(scope)}::bigint[]) as a`)
}
