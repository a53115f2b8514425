/** What pg-boss is told everywhere: nothing beside the work, so that no monitoring falls into a round. */
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
