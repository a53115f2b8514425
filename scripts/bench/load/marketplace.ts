/**
 * Starts marketplace-process.ts: a marketplace that shares no event loop with its clients or with the measuring
 * program.
 */
import { startProgram } from './program.ts'

export interface MarketplaceSettings {
  readonly application: { readonly clientId: string; readonly clientSecret: string }
  readonly sellerId: string
  /** The number of orders. Each is paid and has a shipment with a label. */
  readonly orders: number
  /** How long every answer takes. */
  readonly answerMs: number
}

/** The requests for orders and shipments since the last reset. */
export interface Arrivals {
  /** The arrival times in order, in milliseconds since 1970. */
  readonly times: readonly number[]
  /** How many requested what had been requested before. */
  readonly repeated: number
}

export interface Marketplace extends MarketplaceSettings {
  /** For ML_API_URL and ML_AUTH_URL. */
  readonly url: string
  readonly orderIds: readonly string[]
  arrivals(): Promise<Arrivals>
  forgetArrivals(): Promise<void>
  stop(): Promise<void>
}

export async function startMarketplace(settings: MarketplaceSettings): Promise<Marketplace> {
  const program = await startProgram('scripts/bench/load/marketplace-process.ts', [], {
    MARKETPLACE: JSON.stringify(settings),
  })
  const { url, ledger } = program.said
  const ask = async (path: string, method = 'GET'): Promise<Response> => {
    const response = await fetch(`${ledger}${path}`, { method })
    if (!response.ok) throw new Error(`the marketplace's ledger answered ${response.status}`)
    return response
  }
  return {
    ...settings,
    url: url ?? '',
    orderIds: (await (await ask('/orders')).json()) as string[],
    arrivals: async () => (await (await ask('/arrivals')).json()) as Arrivals,
    async forgetArrivals() {
      await ask('/arrivals', 'DELETE')
    },
    stop: () => program.stop(),
  }
}
