/** Decides when a request to the marketplace may leave, within the limits of its application and seller, over all processes. */
import type { Clock } from '../../core/clock.ts'
import type { Pool } from '../../db/connect/pool.ts'
import { routineCaller } from '../../db/connect/named-query.ts'
import type { Seller } from '../http/request.ts'

export interface RateOptions {
  readonly pool: Pool
  readonly clock: Clock
  /** Requests a second. */
  readonly perApplication: number
  readonly perSeller: number
}

/** `paused`: the marketplace asked for a pause, and nothing may leave for `forMs`. */
export type Turn =
  /** `at`: the moment, by the database's clock, which all processes share. */
  { readonly kind: 'go'; readonly at: Date } | { readonly kind: 'paused'; readonly forMs: number }

export interface Rates {
  /** Resolves when the next request for this seller may leave, or at once when `signal` aborts. */
  turn(seller: Seller, signal?: AbortSignal): Promise<Turn>
  /** Nothing leaves for this seller for `ms`, including what has its turn in this process already and waits for it. */
  pause(seller: Seller, ms: number): Promise<void>
}

interface Reserved {
  readonly esperar_ms: number | null
  readonly pausado_ms: number | null
  readonly agora_ms: number | null
}

/** Methods throw pg's error. */
export function createRates({ pool, clock, perApplication, perSeller }: RateOptions): Rates {
  const call = routineCaller(pool)
  const pausedUntilMs = new Map<string, number>()

  return {
    async turn({ clientId, conectorId }, signal) {
      const [row] = await call.rows<Reserved>(
        'ml_reserve',
        'select esperar_ms, pausado_ms, agora_ms from mercado_livre.reserve($1, $2, $3, $4)',
        [clientId, conectorId, perApplication, perSeller],
      )
      const pausedMs = row?.pausado_ms ?? null
      if (pausedMs !== null) return { kind: 'paused', forMs: pausedMs }
      const reservedAtMs = clock.monotonicMs()
      await clock.sleep(row?.esperar_ms ?? 0, signal)
      const forMs = (pausedUntilMs.get(conectorId) ?? 0) - clock.monotonicMs()
      if (forMs > 0) return { kind: 'paused', forMs }
      return { kind: 'go', at: new Date((row?.agora_ms ?? 0) + clock.monotonicMs() - reservedAtMs) }
    },
    async pause({ conectorId }, ms) {
      pausedUntilMs.set(conectorId, clock.monotonicMs() + ms)
      const values = [conectorId, `${ms} ms`]
      await call.value('ml_pause_seller', 'mercado_livre.pause_seller($1, $2)', values)
    },
  }
}
