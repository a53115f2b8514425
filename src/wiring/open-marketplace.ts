/** Wires the marketplace's part of the service: its client, and what turns its resource notifications into events. */
import type { Config } from '../settings/config.ts'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { Secrets } from '../core/secrets.ts'
import type { Pool } from '../db/connect/pool.ts'
import { createAsk } from '../mercado-livre/http/ask.ts'
import { type Authorization, createAuthorization } from '../mercado-livre/oauth/authorization.ts'
import { createBreakers } from '../mercado-livre/limits/breakers.ts'
import { type Client, createClient } from '../mercado-livre/http/client.ts'
import {
  createEnricher,
  type Enricher,
  type EnricherHooks,
} from '../mercado-livre/fetch/enricher.ts'
import { examineAccess, type Step } from '../mercado-livre/examine-access.ts'
import { fetchLabel, type LabelAnswer } from '../mercado-livre/fetch/fetch-label.ts'
import { concurrentFetches } from '../mercado-livre/limits/concurrent-fetches.ts'
import { createRates } from '../mercado-livre/limits/rates.ts'
import { request, type Seller } from '../mercado-livre/http/request.ts'
import { createSync, type Sync } from '../mercado-livre/sync/sync.ts'
import { createTokens, type Tokens } from '../mercado-livre/oauth/tokens.ts'

export type { SyncReport } from '../mercado-livre/sync/sync.ts'
export type { SyncTaskName } from '../mercado-livre/sync/sync-task.ts'

export interface Marketplace {
  readonly tokens: Tokens
  readonly authorization: Authorization
  readonly client: Client
  readonly enricher: Enricher
  readonly sync: Sync
  readonly examine: (
    seller: Seller,
    onStep?: (steps: readonly Step[]) => Promise<void>,
  ) => Promise<readonly Step[]>
  readonly label: (
    conectorId: string,
    shipmentId: string,
    format: 'pdf' | 'zpl',
  ) => Promise<LabelAnswer>
}

interface MarketplaceOptions {
  readonly config: Config
  readonly pool: Pool
  /**
   * What every request does: it takes its turn, and fetch requests are claimed and settled. Two connections do a thousand
   * requests a second. More would only plan the same routines more often, and ordinary events wait for that. [pool]
   */
  readonly fetchPool?: Pool
  /** The pool of the locks that a synchronisation holds while it runs: see createSync. */
  readonly locks: Pool
  readonly secrets: Secrets
  readonly clock: Clock
  readonly log: Logger
  readonly hooks?: EnricherHooks
}

/** Sends no request yet. It only reads from the database which breakers an earlier process left open. */
export async function openMarketplace(options: MarketplaceOptions): Promise<Marketplace> {
  const { config, pool, fetchPool = pool, locks, secrets, clock, log, hooks = {} } = options
  const { mlApiUrl: apiUrl, mlAuthUrl: authUrl, outboundTimeoutMs: timeoutMs, backoffMs } = config
  const { mlAppRate: perApplication, mlSellerRate: perSeller } = config
  const { mlFirstReadingMaxAgeMs: firstReadingMaxAgeMs } = config
  const tokens = createTokens({ pool, secrets, apiUrl, timeoutMs, clock, log })
  const breakers = createBreakers({ pool, clock, log })
  await breakers.load()
  const client = createClient({
    ask: createAsk({ apiUrl, timeoutMs, clock }),
    tokens,
    breakers,
    rates: createRates({ pool: fetchPool, clock, perApplication, perSeller }),
  })
  const concurrency = concurrentFetches({ perApplication, perSeller, timeoutMs })
  const enricher = createEnricher({
    ...{ pool: fetchPool, client, clock, log, backoffMs, hooks, concurrency, firstReadingMaxAgeMs },
  })
  return {
    tokens,
    authorization: createAuthorization({ pool, secrets, apiUrl, authUrl, timeoutMs, clock, log }),
    client,
    enricher,
    sync: createSync({ pool, locks, client, clock, log }),
    examine: (seller, onStep) =>
      examineAccess({ apiUrl, timeoutMs, tokens, client }, seller, onStep),
    label: (conectorId, shipmentId, format) =>
      fetchLabel({ apiUrl, timeoutMs, tokens }, conectorId, request.label(shipmentId, format)),
  }
}
