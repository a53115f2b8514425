/** A hub with a connected seller, the marketplace that it asks, and fetch requests that a test stores by hand. */
import type { TestContext } from 'node:test'
import { createLogger } from '../../../src/core/log.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { createAsk } from '../../../src/mercado-livre/http/ask.ts'
import { type BreakerOptions, createBreakers } from '../../../src/mercado-livre/limits/breakers.ts'
import { createClient } from '../../../src/mercado-livre/http/client.ts'
import { createEnricher, type Enricher } from '../../../src/mercado-livre/fetch/enricher.ts'
import type { FetchOutcome } from '../../../src/mercado-livre/fetch/settle-request.ts'
import { createRates, type RateOptions } from '../../../src/mercado-livre/limits/rates.ts'
import { createSync, type Sync } from '../../../src/mercado-livre/sync/sync.ts'
import type { Token, Tokens } from '../../../src/mercado-livre/oauth/tokens.ts'
import { testDatabase } from '../database/database.ts'
import { drain, prepareTenant } from '../relay/engine.ts'
import { connectSeller } from './marketplace-seller.ts'
import { type SqlClient, sqlClient } from '../database/sql-client.ts'
import { type TestMarketplace, testMarketplace } from './test-marketplace.ts'
import { relayPool } from '../relay/test-relay.ts'

type ClientTokens = Pick<Tokens, 'of' | 'renew' | 'refused'>

type EnricherSettings = Partial<Pick<RateOptions, 'perApplication' | 'perSeller'>> &
  Partial<Pick<BreakerOptions, 'failures' | 'openMs'>> & {
    readonly tokens?: ClientTokens
    readonly timeoutMs?: number
  }

export interface EnrichHub {
  readonly url: string
  readonly sql: SqlClient
  readonly marketplace: TestMarketplace
  readonly outcomes: readonly FetchOutcome[]
  readonly lines: readonly string[]
  /** Stores resource notifications as the ingress would. Resolves to their events' ids. */
  requestFetch(...resources: readonly string[]): Promise<readonly string[]>
  /** Fetches until nothing is claimable. */
  round(): Promise<number>
  /** Applies what was fetched. */
  drain(): Promise<number>
  readonly sync: Sync
  /** Another process of the same hub, which synchronises. */
  secondSync(): Promise<Sync>
  /** Another process of the same hub, which fetches. */
  enricher(settings?: EnricherSettings): Promise<Enricher>
}

const token: Token = { kind: 'token', accessToken: 'APP_USR-de-teste', versao: 1 }
const constantTokens: ClientTokens = {
  of: () => Promise.resolve(token),
  renew: () => Promise.resolve(token),
  refused: () => Promise.resolve({ kind: 'reauthorize' }),
}

/** Allows a thousand requests a second and five failures in a row, unless the test says otherwise. */
export async function enrichHub(
  t: TestContext,
  settings: EnricherSettings = {},
): Promise<EnrichHub> {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  await connectSeller(sql)
  const marketplace = await testMarketplace(t)
  const outcomes: FetchOutcome[] = []
  const lines: string[] = []
  const log = createLogger({ level: 'debug', destination: { write: (line) => lines.push(line) } })
  let requests = 0

  async function process(more: EnricherSettings = settings) {
    const {
      perApplication = 1000,
      perSeller = 1000,
      tokens = constantTokens,
      timeoutMs = 1000,
    } = more
    const clock = systemClock
    const pool = relayPool(t, url)
    const breakers = createBreakers({ pool, clock, log, ...more })
    await breakers.load()
    const client = createClient({
      ask: createAsk({ apiUrl: marketplace.url, timeoutMs, clock }),
      tokens,
      breakers,
      rates: createRates({ pool, clock, perApplication, perSeller }),
    })
    const hooks = {
      onFetchRequest: ({ resultado }: { resultado: FetchOutcome }) => void outcomes.push(resultado),
    }
    const backoffMs = [30_000, 120_000, 600_000]
    return {
      enricher: createEnricher({ pool, client, clock, log, backoffMs, hooks }),
      sync: createSync({ pool, locks: relayPool(t, url), client, clock, log }),
    }
  }

  const first = await process()
  return {
    url,
    sql,
    marketplace,
    outcomes,
    lines,
    drain: () => drain(sql),
    sync: first.sync,
    secondSync: async () => (await process()).sync,
    enricher: async (more) => (await process(more)).enricher,
    round: () => first.enricher.round('teste/h', new AbortController().signal),
    async requestFetch(...resources) {
      const events = resources.map((recurso) => ({
        canal: 'ML',
        tenantId: 123,
        externalId: recurso,
        tipo: 'NOTIFICACAO',
        versao: null,
        marca: `n${++requests}`,
        recurso,
        payload: {},
      }))
      const rows = await sql.rows<{ id: string }>(
        'select evento_id as id from ingress.append_events($1) order by posicao',
        [JSON.stringify(events)],
      )
      return rows.map(({ id }) => id)
    },
  }
}
