/**
 * Gives the command line the rooms that it may use, on behalf of the person at the terminal, who sees every tenant. The reads
 * and acts are the rooms' own, so that a list or an act means the same in the API, in the panel and at the terminal.
 */
import * as v from 'valibot'
import { resendNotice } from '../acts/notice-acts.ts'
import { reprocessEvent } from '../acts/reprocess-event.ts'
import type { Caller } from '../reads/caller.ts'
import { EventFilters } from '../reads/event-filters.ts'
import { type Blockers, findBlockers } from '../reads/find-blockers.ts'
import { type EventPage, findEvents } from '../reads/find-events.ts'
import { findOrders, type OrderList } from '../reads/find-orders.ts'
import { HubError } from '../core/errors.ts'
import type { Query, Scope } from '../db/connect/query.ts'
import { type DatabaseState, readDatabaseState } from '../ops/health/database-state.ts'
import { type EventTotals, readEventTotals } from '../ops/metrics/event-totals.ts'
import { type QueueSnapshot, readQueue } from '../ops/metrics/queue-snapshot.ts'
import { readRepeatedFailures, type RepeatedFailure } from '../ops/health/repeated-failures.ts'

export interface HubRooms {
  /** Filters as the API's query string has them. Throws HubError usage_invalid, which names the first bad one. */
  events(filters: Readonly<Record<string, unknown>>): Promise<v.InferOutput<typeof EventPage>>
  orders(externalId: string): Promise<v.InferOutput<typeof OrderList>>
  queue(): Promise<QueueSnapshot>
  blockers(): Promise<Blockers>
  repeatedFailures(): Promise<readonly RepeatedFailure[]>
  /** Of one channel, over the last 48 hours. */
  eventTotals(canal: string): Promise<EventTotals>
  databaseState(): Promise<DatabaseState>
  /** Queues an event again. */
  reprocess(eventId: string, reason: string): Promise<{ readonly reprocessId: string }>
  /** Sends an order's pick-up notice again. */
  resendNotice(orderId: string, reason: string): Promise<{ readonly notificacaoId: string }>
}

/** An act may wait for locks as long as the person at the terminal waits. */
const ACT_TIMEOUT_MS = 600_000

/** `ator` is the name in the audit. */
export function createHubRooms(query: Query, ator: string): HubRooms {
  const caller: Caller = { tenants: 'todos', ator, papel: 'admin' }
  const person: Scope = { tenants: 'todos', ator, statementTimeoutMs: ACT_TIMEOUT_MS }
  return {
    events: async (filters) => findEvents(query, caller, readFilters(filters)),
    orders: (externalId) => findOrders(query, caller, externalId),
    queue: () => readQueue(query.as(caller)),
    blockers: () => findBlockers(query.as(person)),
    repeatedFailures: () => readRepeatedFailures(query.as(caller)),
    eventTotals: (canal) => readEventTotals(query.as(caller), canal),
    databaseState: () => readDatabaseState(query),
    reprocess: (eventId, reason) => reprocessEvent(query, person, { eventId, reason }),
    resendNotice: (orderId, reason) => resendNotice(query, person, { orderId, reason }),
  }
}

function readFilters(filters: Readonly<Record<string, unknown>>) {
  const read = v.safeParse(EventFilters, filters)
  if (read.success) return read.output
  const [first] = read.issues
  const names = Object.keys(EventFilters.entries) as (keyof typeof EventFilters.entries)[]
  const field = names.find((name) => name === first.path?.[0]?.key) ?? 'cursor'
  const accepted = v.getDescription(EventFilters.entries[field]) ?? 'outro valor'
  throw new HubError('usage_invalid', `A opção --${field.replace('_', '-')} aceita ${accepted}.`)
}
