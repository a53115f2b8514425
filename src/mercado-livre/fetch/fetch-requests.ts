/** The fetch requests in the database. Each method is one SQL function, one round trip and one commit. */
import type { Pool } from '../../db/connect/pool.ts'
import { routineCaller } from '../../db/connect/named-query.ts'
import type { EnrichedEvent } from '../translate/enriched-event.ts'
import type { Seller } from '../http/request.ts'

/** A leased fetch request. */
export interface FetchRequest {
  readonly id: string
  readonly lockVersion: number
  /** Such as `/orders/123`. */
  readonly resource: string
  readonly seller: Seller
  /** Whether the buyer's document is wanted. */
  readonly wantsDocument: boolean
  readonly origin: string
  readonly traceId: string | null
  /** How often it was postponed without an attempt spent. */
  readonly postponements: number
}

/** An event that says what was read. `lidoEm`: when it was asked for, by the database's clock. */
export interface ReadEvent extends EnrichedEvent {
  readonly lidoEm: Date
}

/** What was read of an order, beside its event. */
export interface ReadOrder {
  readonly externalId: string
  readonly packId: string | null
  readonly envioId: string | null
  /** Null: only its shipment was read. */
  readonly versao: number | null
  readonly lidoEm: Date
  /** Why its shipment could not be read, for people; null: it was, or there is none. */
  readonly envioErro: string | null
  /** `logistic.type` of its shipment. */
  readonly logistica: string | null
  /** Where its state is older than this when it is first read, nobody is told of it. Null: it is not so old. */
  readonly antigoAte: Date | null
}

/** Names the lease that a call settles. */
type Lease = Pick<FetchRequest, 'id' | 'lockVersion'>

export interface FetchRequests {
  claim(worker: string, limit: number, leaseMs: number): Promise<FetchRequest[]>
  /** Stores what was fetched, and finishes the request or has it fetched again. Null: the lease was lost. */
  settle(request: FetchRequest, reading: Reading, worker: string): Promise<number | null>
  /** Spends no attempt. `everything`: the seller's other requests wait too. 0: the lease was lost. */
  postpone(lease: Lease, wait: Wait): Promise<number>
  /** It waits until the seller has authorized the application again. False: the lease was lost. */
  park(lease: Lease): Promise<boolean>
  /** Resolves to AGUARDANDO or MORTO; null: the lease was lost. */
  fail(lease: Lease, failure: Failure): Promise<string | null>
}

/** What a finished fetch leaves behind. */
export interface Reading {
  readonly orders: readonly ReadOrder[]
  readonly events: readonly ReadEvent[]
  readonly again: { readonly at: Date; readonly motivo: string } | null
  /** What was odd and left out, by path. */
  readonly oddities: readonly string[]
}

interface Wait {
  readonly ms: number
  readonly motivo: string
  readonly worker: string
  readonly everything: boolean
}

interface Failure {
  readonly motivo: string
  readonly worker: string
  /** Waits before each retry; empty: there is none. */
  readonly backoffMs: readonly number[]
}

interface ClaimedRow {
  readonly id: string
  readonly lock_version: number
  readonly recurso: string
  readonly tenant_id: string
  readonly conector_id: string
  readonly client_id: string
  readonly user_id: string
  readonly pede_documento: boolean
  readonly origem: string
  readonly trace_id: string | null
  readonly adiamentos: number
}

/** Methods throw pg's error. */
export function createFetchRequests(pool: Pool): FetchRequests {
  const call = routineCaller(pool)
  return {
    async claim(worker, limit, leaseMs) {
      const rows = await call.rows<ClaimedRow>(
        'ml_claim',
        `select id, lock_version, recurso, tenant_id, conector_id, client_id, user_id, pede_documento, origem, trace_id,
           adiamentos
         from mercado_livre.claim($1, $2, $3::interval)`,
        [worker, limit, `${leaseMs} ms`],
      )
      return rows.map(fetchRequestOf)
    },
    settle: (request, { orders, events, again, oddities }, worker) =>
      call.value('ml_settle', 'mercado_livre.settle($1, $2, $3::json, $4::json, $5, $6, $7)', [
        request.id,
        request.lockVersion,
        JSON.stringify(orders),
        JSON.stringify(events.map((event) => stored(event, request))),
        again?.at ?? null,
        again?.motivo ?? leftOut(oddities),
        worker,
      ]),
    postpone: ({ id, lockVersion }, { ms, motivo, worker, everything }) =>
      call.value('ml_postpone', 'mercado_livre.postpone($1, $2, $3::interval, $4, $5, $6)', [
        id,
        lockVersion,
        `${ms} ms`,
        motivo,
        worker,
        everything,
      ]),
    park: ({ id, lockVersion }) =>
      call.value('ml_park', 'mercado_livre.park($1, $2)', [id, lockVersion]),
    fail: ({ id, lockVersion }, { motivo, worker, backoffMs }) =>
      call.value('ml_fail', 'relay.settle_failure($1, $2, null, $3, $4, $5::interval[])', [
        id,
        lockVersion,
        motivo,
        worker,
        backoffMs.map((ms) => `${ms} ms`),
      ]),
  }
}

function fetchRequestOf(row: ClaimedRow): FetchRequest {
  return {
    id: row.id,
    lockVersion: row.lock_version,
    resource: row.recurso,
    seller: {
      conectorId: row.conector_id,
      tenantId: row.tenant_id,
      clientId: row.client_id,
      userId: row.user_id,
    },
    wantsDocument: row.pede_documento,
    origin: row.origem,
    traceId: row.trace_id,
    postponements: row.adiamentos,
  }
}

/** As ingress.append_events takes it. */
function stored(event: ReadEvent, { seller, origin, traceId }: FetchRequest): object {
  return { ...event, canal: 'ML', tenantId: seller.tenantId, origem: origin, traceId }
}

/** Null where nothing was left out. */
function leftOut(oddities: readonly string[]): string | null {
  return oddities.length === 0 ? null : `lido sem ${oddities.join('; ')}`
}
