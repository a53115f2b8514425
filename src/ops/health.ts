/**
 * Whether this process lives and whether it should get work. The bodies say the status and nothing else: the probes
 * need no login.
 */
import type { Clock } from '../core/clock.ts'

export interface Health {
  /** From now on `isReady` is false: the process is stopping. */
  drain(): void
  /** False while draining, while the database does not answer within 2 s, or while its migrations are behind. */
  isReady(): Promise<boolean>
}

interface HealthDeps {
  /** Asks the database; rejects or answers false where it can't be used. */
  readonly databaseReady: () => Promise<boolean>
  readonly clock: Clock
}

const DEADLINE_MS = 2000

/** Probes that come together share one look at the database. */
export function createHealth({ databaseReady, clock }: HealthDeps): Health {
  let draining = false
  let looking: Promise<boolean> | undefined
  const look = async (): Promise<boolean> => {
    const answered = new AbortController()
    try {
      const late = clock.sleep(DEADLINE_MS, answered.signal).then(() => false)
      return await Promise.race([databaseReady(), late])
    } catch {
      return false
    } finally {
      answered.abort()
      looking = undefined
    }
  }
  return {
    drain: () => {
      draining = true
    },
    isReady: async () => !draining && (await (looking ??= look())) && !draining,
  }
}
