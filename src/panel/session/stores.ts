/** The stores that an operator may see, by name: as filters and forms offer them, and as rows name them. */
import * as v from 'valibot'
import { tenantCondition } from '../../db/connect/tenant-scope.ts'
import { type Query, type Scope, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'

const Store = v.object({ id: v.string(), nome: v.string() })

/** A choice among more is no help: beyond this a form asks for the number. */
const STORES_MAX = 200

export interface Stores {
  /** The first of them by name. */
  readonly lojas: readonly v.InferOutput<typeof Store>[]
  /** Whether these are all. */
  readonly todas: boolean
}

export async function readStores(query: Query, operator: Operator): Promise<Stores> {
  const found = await query.as(operator).any(sql.type(Store)`
    select e.tenant_id as id, e.nome
    from (select t.id as tenant_id, t.nome from ops.tenant as t) as e
    where ${tenantCondition(operator)}
    order by e.nome, e.tenant_id
    limit ${STORES_MAX + 1}`)
  return { lojas: found.slice(0, STORES_MAX), todas: found.length <= STORES_MAX }
}

/** `Loja Centro (123)`, or the number alone where the name is not among them. */
export function storeText({ lojas }: Stores, id: string): string {
  const known = lojas.find((store) => store.id === id)
  return known === undefined ? `Loja ${id}` : `${known.nome} (${id})`
}

type Reach = Pick<Scope, 'tenants'>

/** The tenants of a list: those of the operator, or the one that a filter names if it is one of them. */
export function reachedStores({ tenants }: Reach, tenant: string | undefined): Reach {
  if (tenant === undefined) return { tenants }
  const asked = Number(tenant)
  const isTheirs = tenants === 'todos' ? Number.isSafeInteger(asked) : tenants.includes(asked)
  return { tenants: isTheirs ? [asked] : [] }
}

/** The stores that somebody reaches, in words. An empty list means all of them. */
export function storeNumbers(tenants: readonly (string | number)[]): string {
  return tenants.length === 0 ? 'todas' : tenants.join(', ')
}
