/**
 * Writes events with their keys and outbox rows, one transaction a call. An event that the database refuses does not make
 * the others fail: a failed batch is halved until the refused event is alone.
 */
import type { Clock } from '../../core/clock.ts'
import { HubError } from '../../core/errors.ts'
import type { Logger } from '../../core/log.ts'
import { namedQuery } from '../../db/connect/named-query.ts'
import type { Pool } from '../../db/connect/pool.ts'
import type { Payload } from '../envelope/minimise.ts'

/** Validated and minimised: what ingress.append_events takes. */
export interface ValidEvent {
  readonly canal: 'ML'
  readonly tenantId: number
  readonly externalId: string
  readonly tipo: string
  /** Null for a resource notification, which has none. */
  readonly versao: number | null
  /** Tells events of one version apart, or stands for the version of those that have none. */
  readonly marca?: string
  /** What is fetched before the event has an effect, such as `/orders/123`. */
  readonly recurso?: string
  readonly payload: Payload | { readonly topico?: string }
  /** A UUID. */
  readonly traceId: string
  readonly origem: 'WEBHOOK' | 'INTERNO'
  /** What proved who sent it. */
  readonly conferencia: string
  /** Whether nothing handles its type: it is stored as IGNORADO. */
  readonly ignorar: boolean
}

export interface StoredEvent {
  readonly eventoId: string
  readonly status: string
  /** `CONFLITO`: a duplicate that says something else than the first. */
  readonly motivo: string | null
  readonly traceId: string
}

/** In the order given. Null stands for an event that the database refuses. */
export type Stored = readonly (StoredEvent | null)[]

/**
 * Resolves when the events are committed. `waitMs`: how long a lock that somebody else holds is waited for. [the routine's own]
 * @throws HubError unavailable, retryable: some or all were not stored, and sending all of them again is safe
 */
export type StoreEvents = (events: readonly ValidEvent[], waitMs?: number) => Promise<Stored>

export interface EventStoreOptions {
  readonly pool: Pool
  readonly log: Logger
  readonly clock: Clock
  /**
   * Told which events wait for their effect, once they are committed: it wakes a relay of this process, so the database need
   * not notify one. [the database notifies]
   */
  readonly onQueued?: (ids: readonly string[]) => void
  /** Told how many events were stored, and how many were not for a reason that is not in them. */
  readonly onStored?: (stored: number, failed: number) => void
}

type Row = { posicao: number; evento_id: string; status: string; motivo: string | null }

/** A connection that does not answer for so long is given up. */
const TIMEOUT_MS = 10_000
const QUERY =
  'select posicao, evento_id, status, motivo from ingress.append_events($1::json, p_espera_ms => $2::int, p_avisar => $3)'

export function createEventStore(options: EventStoreOptions): StoreEvents {
  const { pool, log, clock, onQueued, onStored = () => {} } = options
  return store

  async function store(events: readonly ValidEvent[], waitMs?: number): Promise<Stored> {
    try {
      const stored = await write(events, waitMs)
      onStored(stored.length, 0)
      return stored
    } catch (error) {
      if (!isAboutTheEvents(error)) {
        onStored(0, events.length)
        log.warn({ err: error, eventos: events.length }, 'events not stored')
        throw new HubError('unavailable', 'Os eventos não puderam ser gravados agora.', {
          cause: error,
          retryable: true,
        })
      }
      const [event, ...others] = events
      if (event !== undefined && others.length === 0) {
        const { tenantId: tenant, traceId } = event
        if (!isItsData(error)) onStored(0, 1)
        log.error({ err: error, tenant, traceId }, 'event refused by the database')
        return [null]
      }
      const middle = Math.ceil(events.length / 2)
      const firstHalf = await store(events.slice(0, middle), waitMs)
      return [...firstHalf, ...(await store(events.slice(middle), waitMs))]
    }
  }

  async function write(
    events: readonly ValidEvent[],
    waitMs?: number,
  ): Promise<readonly StoredEvent[]> {
    const startedAt = clock.monotonicMs()
    // Fetch requests are other workers' work: the database notifies those.
    const wake = events.some(({ recurso }) => recurso !== undefined) ? undefined : onQueued
    const values = [JSON.stringify(events), waitMs ?? null, wake === undefined]
    const query = { name: 'ingress_append', text: QUERY, values, query_timeout: TIMEOUT_MS }
    const { rows } = await namedQuery<Row>(pool, query)
    const queued = rows.filter(({ status }) => status === 'RECEBIDO')
    const ids = queued.map((row) => row.evento_id)
    // Once the answers are written: they have no part in it, and must not wait for it.
    if (ids.length > 0 && wake !== undefined) setImmediate(wake, ids)
    const ms = Math.round(clock.monotonicMs() - startedAt)
    log.debug({ eventos: events.length, ms }, 'batch stored')
    const byPosition = new Map(rows.map((row) => [row.posicao, row]))
    return events.map(({ traceId }, index) => {
      const row = byPosition.get(index + 1)
      if (row === undefined) throw new Error('append_events answered for fewer events than it got')
      return { eventoId: row.evento_id, status: row.status, motivo: row.motivo, traceId }
    })
  }
}

/**
 * Whether one event alone can be the cause: data, integrity, a view check, limits, a raise, an internal error. Everything
 * else (connection, resources, rights, a cancelled statement) would fail every half alike.
 */
function isAboutTheEvents(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  return typeof error.code === 'string' && /^(?:22|23|44|54|P0|XX|HB)...$/.test(error.code)
}

/** The event's own data can't be stored. It is not counted as a failure of ours: any sender could cause those. */
function isItsData(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('22')
}
