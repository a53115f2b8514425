/**
 * Turns hints into events: leases them, fetches what they point at, stores what that says, as many at a time as are
 * worth having on their way. How fast they leave is the rate limit's business.
 */
import pRetry from 'p-retry'
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import { isTransient, sqlState } from '../../db/connect/sql-state.ts'
import type { Pool } from '../../db/connect/pool.ts'
import type { Client } from '../http/client.ts'
import { type FetchResult, type Missing, whyNot } from './fetch-result.ts'
import { fetchOrder } from './fetch-order.ts'
import { fetchShipment } from './fetch-shipment.ts'
import { createFetchRequests, type FetchRequest } from './fetch-requests.ts'
import { resourceIn } from '../translate/resource.ts'
import { unreadable } from './unreadable.ts'

/** What became of a hint. PERDIDO: its lease ran out meanwhile, and another's verdict stands. */
export type FetchOutcome = 'CONCLUIDO' | 'ADIADO' | 'ESTACIONADO' | 'FALHA' | 'MORTO' | 'PERDIDO'

export interface EnricherHooks {
  onFetchRequest?(report: { readonly resultado: FetchOutcome; readonly ms: number }): void
}

export interface EnricherOptions {
  readonly pool: Pool
  readonly client: Client
  readonly clock: Clock
  readonly log: Logger
  /** Waits before each retry; one more failure and a hint is MORTO. */
  readonly backoffMs: readonly number[]
  /** See fetchOrder. [7 days] */
  readonly firstReadingMaxAgeMs?: number
  /** Hints on their way at a time. [16] */
  readonly concurrency?: number
  /** How long a hint is one worker's. [120_000] */
  readonly leaseMs?: number
  readonly hooks?: EnricherHooks
}

export interface Enricher {
  /**
   * Resolves to how many hints were claimed, once none is left and each has been settled. When `stopping` aborts, what
   * is on its way is given up and left to be fetched again. Throws pg's error when nothing could be claimed.
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
/** Where something is not there yet: half a minute, doubling up to an hour. */
const notYetMs = (times: number) => Math.min(30_000 * 2 ** Math.min(times, 7), 3_600_000)
/** About four days of that: then a person is told. */
const LOOKS_MAX = 100
/** A label that should have come by now is looked for again. */
const againSoonestMs = 900_000

export function createEnricher(options: EnricherOptions): Enricher {
  const { pool, client, clock, log, backoffMs, hooks = {} } = options
  const { concurrency = 16, leaseMs = 120_000, firstReadingMaxAgeMs = WEEK_MS } = options
  const store = createFetchRequests(pool)

  async function round(worker: string, stopping: AbortSignal): Promise<number> {
    const underway = new Set<Promise<void>>()
    let total = 0
    try {
      for (;;) {
        const free = concurrency - underway.size
        // A claim costs as much for one hint as for some: not for each that has just been settled.
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

  /** Until one is done, or it is time to look again: what has come since is not to wait for the slowest of these. */
  async function anyOf(underway: Iterable<Promise<void>>): Promise<void> {
    const waited = new AbortController()
    await Promise.race([...underway, clock.sleep(LOOK_AGAIN_MS, waited.signal)])
    waited.abort()
  }

  /** Never throws: a hint that can't be settled is left to its lease, and its neighbours go on. */
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
   * What the database refuses, a NUL in a name for one, and what nobody has thought of fail like any other answer: a
   * lease that ran out would go round for ever, and nobody would count it.
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
        resultado: failed(await store.fail(request, { motivo, worker, backoffMs })),
        motivo,
      }
    }
  }

  async function fetchAll(request: FetchRequest, signal: AbortSignal): Promise<FetchResult> {
    const resource = resourceIn(request.recurso)
    if (resource === null) return unreadable('recurso: deve ser um pedido ou um envio')
    return resource.kind === 'order'
      ? fetchOrder(client, request, resource.id, { firstReadingMaxAgeMs, signal })
      : fetchShipment(client, request, resource.id, signal)
  }

  async function settle(
    request: FetchRequest,
    result: FetchResult,
    worker: string,
    stopping: AbortSignal,
  ): Promise<FetchOutcome> {
    // Given up because the process stops: that is nobody's failure.
    if (stopping.aborted && result.kind === 'unavailable') {
      return postponed(
        await store.postpone(request, {
          ms: 0,
          motivo: 'o processo parou',
          worker,
          everything: false,
        }),
      )
    }
    switch (result.kind) {
      case 'fetched': {
        const { missing, ...read } = result.fetched
        const again = missing === null ? null : againAfter(missing, request)
        const stored = await store.settle(request, { ...read, again }, worker)
        return stored === null ? 'PERDIDO' : again === null ? 'CONCLUIDO' : 'ADIADO'
      }
      case 'later': {
        const { waitMs: ms, motivo } = result
        return postponed(await store.postpone(request, { ms, motivo, worker, everything: true }))
      }
      case 'empty': {
        const motivo = whyNot(result)
        if (request.adiamentos >= LOOKS_MAX) {
          const never = `${motivo}, depois de muitas consultas`
          return failed(await store.fail(request, { motivo: never, worker, backoffMs: [] }))
        }
        const wait = { ms: notYetMs(request.adiamentos), motivo, worker }
        return postponed(await store.postpone(request, { ...wait, everything: false }))
      }
      case 'reauthorize':
        return (await store.park(request)) ? 'ESTACIONADO' : 'PERDIDO'
      case 'forbidden':
      case 'refused':
      case 'foreign':
        return failed(await store.fail(request, { motivo: whyNot(result), worker, backoffMs: [] }))
      case 'not_found':
      case 'unreadable':
      case 'unavailable':
        return failed(await store.fail(request, { motivo: whyNot(result), worker, backoffMs }))
      default:
        return result satisfies never
    }
  }

  function againAfter({ until, motivo }: Missing, { adiamentos }: FetchRequest) {
    const now = clock.now().getTime()
    const ms = until === null ? notYetMs(adiamentos) : againSoonestMs
    return { at: new Date(Math.max(until?.getTime() ?? 0, now + ms)), motivo }
  }

  return { round }
}

/** Why, and what was odd: paths, never values. */
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

function postponed(rows: number): FetchOutcome {
  return rows === 0 ? 'PERDIDO' : 'ADIADO'
}

function failed(status: string | null): FetchOutcome {
  if (status === null) return 'PERDIDO'
  return status === 'MORTO' ? 'MORTO' : 'FALHA'
}

/** What is known must be written down: a database that restarts is waited for, about 15 s. */
function patiently<T>(write: () => Promise<T>): Promise<T> {
  return pRetry(write, {
    retries: 7,
    minTimeout: 100,
    maxTimeout: 5000,
    randomize: true,
    shouldRetry: ({ error }) => isTransient(error),
  })
}
