/**
 * Turns fetch requests into events: leases them, fetches what they point at and stores what the answers say. It keeps
 * `concurrency` of them on their way; the rate limits decide how fast their HTTP requests leave.
 */
import pRetry from 'p-retry'
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import { isTransient, sqlState } from '../../db/connect/sql-state.ts'
import type { Pool } from '../../db/connect/pool.ts'
import type { Client } from '../http/client.ts'
import { type FetchResult, whyNot } from './fetch-result.ts'
import { fetchOrder } from './fetch-order.ts'
import { fetchShipment } from './fetch-shipment.ts'
import { createFetchRequests, type FetchRequest } from './fetch-requests.ts'
import { createSettleRequest, failureOutcome, type FetchOutcome } from './settle-request.ts'
import { resourceIn } from '../translate/resource.ts'
import { unreadable } from '../translate/json-part.ts'

export interface EnricherHooks {
  onFetchRequest?(report: { readonly resultado: FetchOutcome; readonly ms: number }): void
}

export interface EnricherOptions {
  readonly pool: Pool
  readonly client: Client
  readonly clock: Clock
  readonly log: Logger
  /** Waits before each retry; one more failure and a request is MORTO. */
  readonly backoffMs: readonly number[]
  /** See fetchOrder. [7 days] */
  readonly firstReadingMaxAgeMs?: number
  /** Requests on their way at a time. [16] */
  readonly concurrency?: number
  /** How long a request is leased to one worker. [120_000] */
  readonly leaseMs?: number
  readonly hooks?: EnricherHooks
}

export interface Enricher {
  /**
   * Resolves to how many requests were claimed, once none is left and each has been settled. When `stopping` aborts,
   * what is on its way is given up and left to be fetched again. Throws pg's error when nothing could be claimed.
   */
  round(worker: string, stopping: AbortSignal): Promise<number>
}

interface Verdict {
  readonly resultado: FetchOutcome
  readonly answer?: FetchResult['kind']
  readonly motivo?: string | undefined
  /** What was odd and left out, by path. */
  readonly lacunas?: readonly string[]
}

const LOOK_AGAIN_MS = 1000
const WEEK_MS = 604_800_000

export function createEnricher(options: EnricherOptions): Enricher {
  const { pool, client, clock, log, backoffMs, hooks = {} } = options
  const { concurrency = 16, leaseMs = 120_000, firstReadingMaxAgeMs = WEEK_MS } = options
  const store = createFetchRequests(pool)
  const settle = createSettleRequest({ store, clock, backoffMs })

  async function round(worker: string, stopping: AbortSignal): Promise<number> {
    const underway = new Set<Promise<void>>()
    let total = 0
    try {
      for (;;) {
        const free = concurrency - underway.size
        // A claim costs as much for one request as for several: no claim for each one that has just been settled.
        const worthwhile = !stopping.aborted && free >= concurrency / 4
        const claimed = worthwhile ? await store.claim(worker, free, leaseMs) : []
        for (const request of claimed) {
          const handling = handle(request, worker, stopping).finally(() =>
            underway.delete(handling),
          )
          underway.add(handling)
        }
        total += claimed.length
        if (underway.size === 0) return total
        if (!worthwhile || claimed.length < free) await anyOf(underway)
      }
    } finally {
      await Promise.all(underway)
    }
  }

  /** Waits until one is done, or for a second: requests that have come since must not wait for the slowest of these. */
  async function anyOf(underway: Iterable<Promise<void>>): Promise<void> {
    const waited = new AbortController()
    await Promise.race([...underway, clock.sleep(LOOK_AGAIN_MS, waited.signal)])
    waited.abort()
  }

  /** Never throws: a request that can't be settled is left to its lease, and its neighbours go on. */
  async function handle(
    request: FetchRequest,
    worker: string,
    stopping: AbortSignal,
  ): Promise<void> {
    const startedAt = clock.monotonicMs()
    const known = {
      eventId: request.id,
      tenant: request.seller.tenantId,
      traceId: request.traceId,
    }
    try {
      const { resultado, ...told } = await verdict(request, worker, stopping)
      const ms = Math.round(clock.monotonicMs() - startedAt)
      log[levels[resultado]]({ ...known, resultado, ...told, ms }, 'fetch request settled')
      hooks.onFetchRequest?.({ resultado, ms })
    } catch (error) {
      log.error({ err: error, ...known }, 'fetch request left to its lease')
    }
  }

  /**
   * What the database refuses (a NUL in a name, for one) and what nobody has thought of fail like any other answer. Left
   * to its lease, such a request would be fetched for ever without an attempt being counted.
   */
  async function verdict(
    request: FetchRequest,
    worker: string,
    stopping: AbortSignal,
  ): Promise<Verdict> {
    try {
      const result = await fetchAll(request, stopping)
      const resultado = await patiently(() => settle(request, result, worker, stopping))
      return { resultado, answer: result.kind, ...toldOf(result) }
    } catch (error) {
      if (isTransient(error)) throw error
      const code = sqlState(error)
      // The database's own message quotes what was read of people.
      const told = code === undefined ? { err: error } : { sqlstate: code }
      log.error(
        { ...told, eventId: request.id, tenant: request.seller.tenantId },
        'answer not stored',
      )
      const motivo = `a resposta do Mercado Livre não pôde ser guardada${code === undefined ? '' : `: ${code}`}`
      return {
        resultado: failureOutcome(await store.fail(request, { motivo, worker, backoffMs })),
        motivo,
      }
    }
  }

  async function fetchAll(request: FetchRequest, signal: AbortSignal): Promise<FetchResult> {
    const resource = resourceIn(request.resource)
    if (resource === null) return unreadable('recurso: deve ser um pedido ou um envio')
    return resource.kind === 'order'
      ? fetchOrder(client, request, resource.id, { firstReadingMaxAgeMs, signal })
      : fetchShipment(client, request, resource.id, signal)
  }

  return { round }
}

/** Why, and what was odd, for the log: paths, never values. */
function toldOf(result: FetchResult): Pick<Verdict, 'motivo' | 'lacunas'> {
  if (result.kind !== 'fetched') return { motivo: whyNot(result) }
  const { missing, oddities } = result.fetched
  return {
    ...(missing === null ? {} : { motivo: missing.motivo }),
    ...(oddities.length === 0 ? {} : { lacunas: oddities }),
  }
}

const levels = {
  CONCLUIDO: 'debug',
  ADIADO: 'info',
  ESTACIONADO: 'warn',
  FALHA: 'warn',
  PERDIDO: 'warn',
  MORTO: 'error',
} as const satisfies Record<FetchOutcome, string>

/** What was fetched must be stored: it waits about 15 s for a database that restarts. */
function patiently<T>(write: () => Promise<T>): Promise<T> {
  return pRetry(write, {
    retries: 7,
    minTimeout: 100,
    maxTimeout: 5000,
    randomize: true,
    shouldRetry: ({ error }) => isTransient(error),
  })
}
