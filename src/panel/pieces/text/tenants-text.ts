/** The stores that somebody reaches, in words. */

/** None stands for all of them. */
export function tenantsText(tenants: readonly (string | number)[]): string {
  return tenants.length === 0 ? 'todas' : tenants.join(', ')
}
