/** The caller's tenants as the SQL functions take them: null stands for all. */
import { type Scope, sql } from '../db/query.ts'

export function tenantList({ tenants }: Pick<Scope, 'tenants'>) {
  return tenants === 'todos' ? sql.fragment`null` : sql.fragment`${sql.array([...tenants], 'int8')}`
}
