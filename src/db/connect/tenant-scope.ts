/**
 * A caller's tenants in a statement. Row-level security hides other tenants' rows already. A read says it again, because a
 * database that was migrated by a user who may not create roles has no role for the policies to bind.
 */
import { type Scope, sql } from './query.ts'

/** As the SQL functions take them: null stands for all. */
export function tenantList({ tenants }: Pick<Scope, 'tenants'>) {
  return tenants === 'todos' ? sql.fragment`null` : sql.fragment`${sql.array([...tenants], 'int8')}`
}

/** A condition on `tenant_id` of the table aliased `e`. */
export function tenantCondition({ tenants }: Pick<Scope, 'tenants'>) {
  return tenants === 'todos'
    ? sql.fragment`true`
    : sql.fragment`e.tenant_id = any(${sql.array([...tenants], 'int8')})`
}
