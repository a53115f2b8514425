/** Who may change a mapping that is for every tenant. */
import type { Operator } from '../panel-env.ts'

/** An admin of all of them: it changes what every store's orders become. */
export function mayMapAll({ papel, tenants }: Operator): boolean {
  return papel === 'admin' && tenants === 'todos'
}
