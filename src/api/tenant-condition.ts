/**
 * Row-level security already hides other tenants' rows; this says it again in the statement, because a database that
 * was migrated by a user who may not create roles has no role for the policies to bind.
 */
import { type Scope, sql } from '../db/query.ts'

/** A condition on `tenant_id` of the table aliased `e`. */
export function tenantCondition({ tenants }: Pick<Scope, 'tenants'>) {
  return tenants === 'todos'
    ? sql.fragment`true`
    : sql.fragment`e.tenant_id = any(${sql.array([...tenants], 'int8')})`
}
