/**
 * Runs the synchronisation. Each task runs once at a time for a seller, over all processes and all who ask for it. A
 * seller's failure is noted, and the next seller is tried.
 */
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import { createTurns } from '../../core/turns.ts'
import { inTransaction } from '../../db/connect/in-transaction.ts'
import type { Pool, PoolClient } from '../../db/connect/pool.ts'
import type { Client } from '../http/client.ts'
import { missedFeeds } from './missed-feeds.ts'
import { openOrders } from './open-orders.ts'
import { orderSweep } from './order-sweep.ts'
import { createStoreFetchRequests, type StoreFetchRequests } from './store-fetch-requests.ts'
import { createSyncStore, type SyncSeller } from './sync-store.ts'
import type { SyncEnd, SyncTask, SyncTaskName } from './sync-task.ts'

export interface SyncReport {
  readonly tenantId: string
  readonly conectorId: string
  readonly tarefa: SyncTaskName
  /** `running`: another process runs it. */
  readonly end: SyncEnd | { readonly kind: 'running' }
}

export interface Sync {
  /** `tenantId`: only that tenant's sellers. Resolves once all have been tried; pg's errors pass. */
  run(name: SyncTaskName, options?: RunOptions): Promise<readonly SyncReport[]>
}

interface RunOptions {
  readonly tenantId?: string
  /** A person asked: what is dead or waits for a retry is fetched now. */
  readonly atOnce?: boolean
  readonly signal?: AbortSignal
}

interface SyncOptions {
  /** For the single statements of a run. */
  readonly pool: Pool
  /**
   * A run holds one of its connections, and with it the lock, as long as it takes; as many run at a time as it has. It
   * must not be the pool above: runs that hold its connections would wait for each other for ever.
   */
  readonly locks: Pool
  readonly client: Client
  readonly clock: Clock
  readonly log: Logger
}

const TASKS: Readonly<Record<SyncTaskName, SyncTask>> = {
  MISSED_FEEDS: missedFeeds,
  VARREDURA: orderSweep,
  ABERTOS: openOrders,
}

export function createSync({ pool, locks, client, clock, log }: SyncOptions): Sync {
  const takeTurn = createTurns(locks.options.max)
  const read = createSyncStore(pool)

  return {
    async run(name, { tenantId, atOnce = false, signal = new AbortController().signal } = {}) {
      const store = createStoreFetchRequests(pool, atOnce)
      const sellers = await read.sellers()
      const wanted = onePerList(name, sellers).filter(
        (seller) => tenantId === undefined || seller.tenantId === tenantId,
      )
      const reports: SyncReport[] = []
      for (const seller of wanted) {
        if (signal.aborted) break
        const { conectorId } = seller
        const end = await runOne(TASKS[name], seller, sellers, store, signal)
        reports.push({ tenantId: seller.tenantId, conectorId, tarefa: name, end })
      }
      return reports
    },
  }

  async function runOne(
    task: SyncTask,
    seller: SyncSeller,
    sellers: readonly SyncSeller[],
    store: StoreFetchRequests,
    signal: AbortSignal,
  ): Promise<SyncReport['end']> {
    const { name } = task
    const startedAt = clock.monotonicMs()
    const run = async (held: PoolClient): Promise<SyncReport['end']> => {
      // The run waits for the marketplace, at times for minutes. A limit on idle transactions would drop the lock.
      await held.query('set local idle_in_transaction_session_timeout = 0')
      const begun = await begin(held, seller.conectorId, name)
      if (begun === null) return { kind: 'running' }
      const { ate: reached, agora: now } = begun
      const result = await task.run({ seller, sellers, reached, now, client, store, read, signal })
      await note(held, seller.conectorId, name, now, result)
      return result
    }
    const end = await takeTurn(() => inTransaction(locks, run))
    const ms = Math.round(clock.monotonicMs() - startedAt)
    const isFine = end.kind !== 'failed' && !('deFora' in end && (end.deFora ?? 0) > 0)
    const known = { tenant: seller.tenantId, conectorId: seller.conectorId, name, ms }
    log[isFine ? 'info' : 'warn']({ ...known, end }, 'seller synchronised')
    return end
  }
}

/** Missed feeds belong to an application, so only the first of its sellers asks. */
function onePerList(name: SyncTaskName, sellers: readonly SyncSeller[]): readonly SyncSeller[] {
  if (name !== 'MISSED_FEEDS') return sellers
  return [...new Map(sellers.toReversed().map((seller) => [seller.clientId, seller])).values()]
}

type Begun = { readonly ate: Date | null; readonly agora: Date }

async function begin(
  held: PoolClient,
  conectorId: string,
  name: SyncTaskName,
): Promise<Begun | null> {
  const { rows } = await held.query<Begun>(
    'select ate, agora from mercado_livre.begin_sync($1, $2)',
    [conectorId, name],
  )
  return rows[0] ?? null
}

async function note(
  held: PoolClient,
  conectorId: string,
  name: SyncTaskName,
  startedAt: Date,
  end: SyncEnd,
): Promise<void> {
  const { kind, ...what } = end
  const isDone = kind === 'done'
  await held.query('select mercado_livre.end_sync($1, $2, $3, $4, $5, $6)', [
    conectorId,
    name,
    startedAt,
    isDone ? end.ate : null,
    JSON.stringify(isDone ? what : {}),
    isDone ? null : end.motivo,
  ])
}
