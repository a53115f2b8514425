/**
 * Runs the synchronisation: for each seller one run of a task at a time, over all processes and whoever asks for it.
 * One seller's failure is that seller's: it is noted, and the next is looked at.
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
  /** `running`: somebody else is at it. */
  readonly end: SyncEnd | { readonly kind: 'running' }
}

export interface Sync {
  /** `tenantId`: that one's sellers only. Resolves once all have been tried; pg's errors pass. */
  run(tarefa: SyncTaskName, options?: RunOptions): Promise<readonly SyncReport[]>
}

interface RunOptions {
  readonly tenantId?: string
  /** A person asked: what is dead or waits for a retry is fetched now. */
  readonly atOnce?: boolean
  readonly signal?: AbortSignal
}

interface SyncOptions {
  /** For what a run asks and stores, a statement at a time. */
  readonly pool: Pool
  /**
   * Holds one connection, and with it the lock, for as long as a seller's run takes; as many run at a time as it has.
   * Never the pool above: runs that hold its connections would wait for each other's for ever.
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
    async run(tarefa, { tenantId, atOnce = false, signal = new AbortController().signal } = {}) {
      const store = createStoreFetchRequests(pool, atOnce)
      const sellers = await read.sellers()
      const wanted = onePerList(tarefa, sellers).filter(
        (seller) => tenantId === undefined || seller.tenantId === tenantId,
      )
      const reports: SyncReport[] = []
      for (const seller of wanted) {
        if (signal.aborted) break
        const { conectorId } = seller
        const end = await runOne(TASKS[tarefa], seller, sellers, store, signal)
        reports.push({ tenantId: seller.tenantId, conectorId, tarefa, end })
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
    const { tarefa } = task
    const startedAt = clock.monotonicMs()
    const run = async (held: PoolClient): Promise<SyncReport['end']> => {
      // It waits for the marketplace, minutes at times: a limit of the database's on idle transactions would drop the lock.
      await held.query('set local idle_in_transaction_session_timeout = 0')
      const begun = await begin(held, seller.conectorId, tarefa)
      if (begun === null) return { kind: 'running' }
      const { ate, agora: now } = begun
      const result = await task.run({ seller, sellers, ate, now, client, store, read, signal })
      await note(held, seller.conectorId, tarefa, now, result)
      return result
    }
    const end = await takeTurn(() => inTransaction(locks, run))
    const ms = Math.round(clock.monotonicMs() - startedAt)
    const isFine = end.kind !== 'failed' && !('deFora' in end && (end.deFora ?? 0) > 0)
    const known = { tenant: seller.tenantId, conectorId: seller.conectorId, tarefa, ms }
    log[isFine ? 'info' : 'warn']({ ...known, end }, 'seller synchronised')
    return end
  }
}

/** Missed feeds are an application's: whichever of its sellers comes first asks. */
function onePerList(tarefa: SyncTaskName, sellers: readonly SyncSeller[]): readonly SyncSeller[] {
  if (tarefa !== 'MISSED_FEEDS') return sellers
  return [...new Map(sellers.toReversed().map((seller) => [seller.clientId, seller])).values()]
}

type Begun = { readonly ate: Date | null; readonly agora: Date }

async function begin(
  held: PoolClient,
  conectorId: string,
  tarefa: SyncTaskName,
): Promise<Begun | null> {
  const { rows } = await held.query<Begun>(
    'select ate, agora from mercado_livre.begin_sync($1, $2)',
    [conectorId, tarefa],
  )
  return rows[0] ?? null
}

async function note(
  held: PoolClient,
  conectorId: string,
  tarefa: SyncTaskName,
  startedAt: Date,
  end: SyncEnd,
): Promise<void> {
  const { kind, ...what } = end
  const isDone = kind === 'done'
  await held.query('select mercado_livre.end_sync($1, $2, $3, $4, $5, $6)', [
    conectorId,
    tarefa,
    startedAt,
    isDone ? end.ate : null,
    JSON.stringify(isDone ? what : {}),
    isDone ? null : end.motivo,
  ])
}
