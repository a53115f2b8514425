/** The options of pg-boss everywhere: no monitoring and no maintenance, so that neither falls into a round. */
import type { ConstructorOptions } from 'pg-boss'

export const queue = 'processar'

export function bossOptions(url: string): ConstructorOptions {
  return {
    connectionString: url,
    supervise: false,
    schedule: false,
    useListenNotify: true,
    monitorVacuum: false,
    reindex: false,
  }
}
