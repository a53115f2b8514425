/**
 * Fragments that limit a statement to a caller's tenants. Row-level security hides other tenants' rows already. A read
 * repeats the limit, because a database that was migrated by a user without the right to create roles has no role to
 * which the policies apply.
 */
import { type Scope, sql } from './query.ts'

/** The tenants as an argument of our SQL functions: null stands for all. */
export function tenantList({ tenants }: Pick<Scope, 'tenants'>) {
  return tenants === 'todos' ? sql.fragment`null` : sql.fragment`${sql.array([...tenants], 'int8')}`
}

/** A condition on the column `tenant_id` of the table with the alias `e`. */
export function tenantCondition({ tenants }: Pick<Scope, 'tenants'>) {
  return tenants === 'todos'
    ? sql.fragment`true`
    : sql.fragment`e.tenant_id = any(${sql.array([...tenants], 'int8')})`
}
