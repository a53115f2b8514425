/** When a request to the marketplace may leave: over all processes, within an application's and a seller's limits. */
import type { Pool } from '../db/pool.ts'
import { routineCaller } from '../db/routine-caller.ts'
import type { Seller } from './seller.ts'

export interface RateOptions {
  readonly pool: Pool
  /** Requests a second. */
  readonly perApplication: number
  readonly perSeller: number
}

export type Slot =
  | { readonly kind: 'slot'; readonly waitMs: number }
  /** The marketplace asked to be left alone. */
  | { readonly kind: 'paused'; readonly forMs: number }

export interface Rates {
  /** Takes the next free moment. */
  reserve(seller: Seller): Promise<Slot>
  /** Nothing leaves for this seller for so long. */
  pause(seller: Seller, ms: number): Promise<void>
}

/** Methods throw pg's error. */
export function createRates({ pool, perApplication, perSeller }: RateOptions): Rates {
  const call = routineCaller(pool)
  return {
    async reserve({ clientId, conectorId }) {
      const [row] = await call.rows<{ esperar_ms: number | null; pausado_ms: number | null }>(
        'ml_reserve',
        'select esperar_ms, pausado_ms from mercado_livre.reserve($1, $2, $3, $4)',
        [clientId, conectorId, perApplication, perSeller],
      )
      const pausedMs = row?.pausado_ms ?? null
      return pausedMs === null
        ? { kind: 'slot', waitMs: row?.esperar_ms ?? 0 }
        : { kind: 'paused', forMs: pausedMs }
    },
    async pause({ conectorId }, ms) {
      const values = [conectorId, `${ms} ms`]
      await call.value('ml_pause_seller', 'mercado_livre.pause_seller($1, $2)', values)
    },
  }
}
