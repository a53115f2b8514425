/** The tenants that a list is of: those of the operator, or the one that a filter names, if it is one of them. */
import type { Scope } from '../../db/connect/query.ts'

type Reach = Pick<Scope, 'tenants'>

export function reachOf({ tenants }: Reach, tenant: string | undefined): Reach {
  if (tenant === undefined) return { tenants }
  const asked = Number(tenant)
  const isTheirs = tenants === 'todos' ? Number.isSafeInteger(asked) : tenants.includes(asked)
  return { tenants: isTheirs ? [asked] : [] }
}
