/**
 * Delivers notices, a round at a time: leases some, finishes the local ones together, and calls a provider for each of the
 * others. It commits that a provider is about to be called before the call. A notice whose outcome is unknown becomes
 * INCERTA and is never sent again by itself. See sql/routines/relay/LEASES.md.
 */
import pRetry from 'p-retry'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import { isTransient } from '../db/connect/sql-state.ts'
import type { Pool } from '../db/connect/pool.ts'
import type { Delivery, Driver } from './driver.ts'
import type { Medium, Notice } from './notice.ts'
import { createNoticeStore } from './notice-store.ts'

/**
 * What became of a notice. REGISTRADA: no gateway is set, it was only written down. SEM_DESTINO: its order has no such
 * address. PERDIDA: its lease ran out meanwhile, and another worker settles it.
 */
export type NoticeOutcome =
  'ENVIADA' | 'REGISTRADA' | 'SEM_DESTINO' | 'ADIADA' | 'FALHOU' | 'INCERTA' | 'PERDIDA'

export interface NotifierHooks {
  onNotice?(report: {
    readonly medium: Medium
    readonly outcome: NoticeOutcome
    /** From the claim (local) or from the call to the provider. */
    readonly ms: number
  }): void
}

export interface NotifierOptions {
  readonly pool: Pool
  readonly clock: Clock
  readonly log: Logger
  readonly drivers: Readonly<Record<Medium, Driver>>
  /** How long a lease lasts. [60_000] */
  readonly leaseMs?: number
  /** Most notices that a round claims. [50] */
  readonly batch?: number
  /** Calls to providers at a time. [8] */
  readonly concurrency?: number
  /** Longest wait for a provider, 5 s at most by contract. */
  readonly timeoutMs: number
  /** The wait before each retry. One more refusal, and a notice is FALHOU. */
  readonly backoffMs: readonly number[]
  readonly hooks?: NotifierHooks
}

export interface Notifier {
  /**
   * Resolves to how many notices were claimed, once each is settled or handed back. When `stopping` aborts, it finishes
   * the calls under way and hands back the other notices. Throws pg's error when nothing could be claimed.
   */
  round(worker: string, stopping: AbortSignal): Promise<number>
}

/** No call is begun this close to the end of its lease, so that it can still be settled. */
const marginMs = 10_000

export function createNotifier(options: NotifierOptions): Notifier {
  const { pool, clock, log, drivers, timeoutMs, backoffMs, hooks = {} } = options
  const { leaseMs = 60_000, batch = 50, concurrency = 8 } = options
  const store = createNoticeStore(pool)

  async function round(worker: string, stopping: AbortSignal): Promise<number> {
    const claimedAt = clock.monotonicMs()
    const claimed = await store.claim(worker, batch, leaseMs)
    const addressed = claimed.filter(({ address }) => address !== null)
    for (const notice of claimed.filter(({ address }) => address === null)) {
      report(notice, 'SEM_DESTINO', claimedAt, notice.missing ?? undefined)
    }
    const isLocal = ({ medium }: Notice) => drivers[medium].kind === 'local'
    await finishLocal(addressed.filter(isLocal), claimedAt)

    const waiting = addressed.filter((notice) => !isLocal(notice))
    const latestStart = claimedAt + leaseMs - timeoutMs - marginMs
    const mayStart = () => !stopping.aborted && clock.monotonicMs() <= latestStart
    const caller = async () => {
      while (mayStart()) {
        const notice = waiting.shift()
        if (notice === undefined) return
        await deliver(notice, worker)
      }
    }
    await Promise.all(Array.from({ length: concurrency }, caller))
    await giveBack(waiting)
    return claimed.length
  }

  async function finishLocal(notices: readonly Notice[], claimedAt: number): Promise<void> {
    if (notices.length === 0) return
    try {
      const settled = await patiently(() => store.settleLocal(notices))
      if (settled < notices.length) {
        log.warn({ claimed: notices.length, settled }, 'local notices lost their lease')
      }
      for (const notice of notices) report(notice, 'REGISTRADA', claimedAt)
    } catch (error) {
      log.error({ err: error, claimed: notices.length }, 'local notices not settled')
    }
  }

  /** Never throws: a notice that can't be settled is left until its lease expires, and its neighbours go on. */
  async function deliver(notice: Notice, worker: string): Promise<void> {
    const driver = drivers[notice.medium]
    if (driver.kind === 'local') return
    const startedAt = clock.monotonicMs()
    try {
      if (!(await store.start(notice))) {
        report(notice, 'PERDIDA', startedAt)
        return
      }
      const delivery = await driver.send(notice, timeoutMs)
      const outcome = await patiently(() => settle(notice, delivery, worker))
      report(notice, outcome, startedAt, 'reason' in delivery ? delivery.reason : undefined)
    } catch (error) {
      log.error({ err: error, ...identity(notice) }, 'notice left to its lease')
    }
  }

  async function settle(
    notice: Notice,
    delivery: Delivery,
    worker: string,
  ): Promise<NoticeOutcome> {
    switch (delivery.kind) {
      case 'sent':
        return (await store.settleSent(notice, delivery.providerId)) ? 'ENVIADA' : 'PERDIDA'
      case 'uncertain':
        return (await store.settleUncertain(notice, delivery.reason)) ? 'INCERTA' : 'PERDIDA'
      case 'refused': {
        const { sqlstate, reason } = delivery
        const status = await store.settleRefused(notice, { sqlstate, reason, worker, backoffMs })
        if (status === null) return 'PERDIDA'
        return status === 'MORTO' ? 'FALHOU' : 'ADIADA'
      }
      default:
        return delivery satisfies never
    }
  }

  async function giveBack(notices: readonly Notice[]): Promise<void> {
    if (notices.length === 0) return
    try {
      await patiently(() => store.giveBack(notices))
    } catch (error) {
      log.warn({ err: error, notices: notices.length }, 'notices left to their lease')
    }
  }

  function report(
    notice: Notice,
    outcome: NoticeOutcome,
    startedAt: number,
    reason?: string,
  ): void {
    const ms = clock.monotonicMs() - startedAt
    const known = {
      ...identity(notice),
      resultado: outcome,
      ms,
      ...(reason === undefined ? {} : { motivo: reason }),
    }
    log[levels[outcome]](known, 'notice settled')
    try {
      hooks.onNotice?.({ medium: notice.medium, outcome, ms })
    } catch (error) {
      log.error({ err: error }, 'notice hook failed')
    }
  }

  return { round }
}

const levels = {
  ENVIADA: 'debug',
  REGISTRADA: 'debug',
  SEM_DESTINO: 'warn',
  ADIADA: 'warn',
  PERDIDA: 'warn',
  INCERTA: 'error',
  FALHOU: 'error',
} as const satisfies Record<NoticeOutcome, string>

function identity({ id, eventId, traceId, tenantId, medium }: Notice) {
  return { noticeId: id, eventId, traceId, tenant: tenantId, meio: medium }
}

/** What is known must be stored: waits about 15 s for a database that restarts. */
function patiently<T>(write: () => Promise<T>): Promise<T> {
  return pRetry(write, {
    retries: 7,
    minTimeout: 100,
    maxTimeout: 5000,
    randomize: true,
    shouldRetry: ({ error }) => isTransient(error),
  })
}
