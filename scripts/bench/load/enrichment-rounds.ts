/** Runs the product's relay against a marketplace, in a database of its own for each round. */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { type BenchServer, prepareTenant } from '../core/bench-server.ts'
import type { Faults } from '../core/check-effect.ts'
import { connectSeller } from './connect-seller.ts'
import { enrichmentFaults } from './enrichment-faults.ts'
import { startHub } from './hub-program.ts'
import type { Marketplace } from './marketplace.ts'
import { storeFetchRequests } from './fetch-requests.ts'
import { untilRequested } from './until-requested.ts'

export interface EnrichmentRound {
  /** ML_APP_RATE and ML_SELLER_RATE. */
  readonly rate: number
  /** Whether fetch requests of all the marketplace's orders wait, or none. */
  readonly fetches: boolean
}

export interface RunningRound {
  readonly url: string
  /** The relay's process. */
  readonly pid: number
  /** A superuser's. */
  readonly client: pg.Client
}

/** Runs one round. Calls `measure` after requests have run for a while; without fetches, after the same time. */
export type RunRound = <T>(
  round: EnrichmentRound,
  measure: (running: RunningRound) => Promise<T>,
) => Promise<{ readonly sample: T; readonly faults: Faults }>

const template = 'bench_enrichment_template'
const database = 'bench_enrichment'
const warmMs = 2000

/** Connects the seller, tenant 123, once; each round has a copy. `tenants` are others, which are not connected. */
export async function enrichmentRounds(
  server: BenchServer,
  marketplace: Marketplace,
  tenants: readonly number[],
): Promise<RunRound> {
  const prepared = await server.createDatabase(template)
  const first = await server.connect(prepared.url)
  for (const tenant of tenants) await prepareTenant(first, tenant)
  const key = await connectSeller(first, prepared.url, marketplace)
  await first.end()

  return async ({ rate, fetches }, measure) => {
    const { url } = await server.createDatabase(database, template)
    const client = await server.connect(url)
    if (fetches) await storeFetchRequests(client, marketplace.orderIds)
    await client.query('analyze')
    await marketplace.forgetArrivals()
    const hub = await startHub({
      url,
      rooms: 'relay',
      env: {
        SECRETS_KEY: key,
        ML_API_URL: marketplace.url,
        ML_AUTH_URL: marketplace.url,
        ML_APP_RATE: String(rate),
        ML_SELLER_RATE: String(rate),
      },
    })
    try {
      if (fetches) await untilRequested(marketplace)
      await sleep(warmMs)
      const sample = await measure({ url, pid: hub.pid, client })
      const { repeated } = await marketplace.arrivals()
      await hub.stop()
      return { sample, faults: await enrichmentFaults(client, repeated) }
    } finally {
      await hub.stop()
      await client.end()
      await server.dropDatabase(database)
    }
  }
}
