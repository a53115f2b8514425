/**
 * Delivers notices, a round at a time: lease some, finish the local ones together, call a provider for each of the
 * others. That a provider is about to be called is committed before the call; a notice whose outcome is unknown
 * becomes INCERTA and is never sent again by itself.
 */
import pRetry from 'p-retry'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import { isTransient } from '../db/connect/sql-state.ts'
import type { Pool } from '../db/connect/pool.ts'
import type { Driver } from './driver.ts'
import type { Meio, Notice } from './notice.ts'
import { createNoticeStore } from './notice-store.ts'

/**
 * What became of a notice. REGISTRADA: no gateway is set, it was only written down. SEM_DESTINO: its order has no such
 * address. PERDIDA: its lease ran out meanwhile, and another's verdict stands.
 */
export type NoticeOutcome =
  'ENVIADA' | 'REGISTRADA' | 'SEM_DESTINO' | 'ADIADA' | 'FALHOU' | 'INCERTA' | 'PERDIDA'

export interface NotifierHooks {
  onNotice?(report: {
    readonly meio: Meio
    readonly resultado: NoticeOutcome
    /** From the claim (local) or from the call to the provider. */
    readonly ms: number
  }): void
}

export interface NotifierOptions {
  readonly pool: Pool
  readonly clock: Clock
  readonly log: Logger
  readonly drivers: Readonly<Record<Meio, Driver>>
  /** How long a notice is one worker's. [60_000] */
  readonly leaseMs?: number
  /** Most notices that a round claims. [50] */
  readonly batch?: number
  /** Calls to providers at a time. [8] */
  readonly concurrency?: number
  /** Longest wait for a provider, 5 s at most by contract. */
  readonly timeoutMs: number
  /** Waits before each retry; one more refusal and a notice is FALHOU. */
  readonly backoffMs: readonly number[]
  readonly hooks?: NotifierHooks
}

export interface Notifier {
  /**
   * Resolves to how many notices were claimed, once each has been settled or handed back. When `stopping` aborts,
   * calls under way are finished and the others are handed back. Throws pg's error when nothing could be claimed.
   */
  round(worker: string, stopping: AbortSignal): Promise<number>
}

/** Kept back of a lease, so that a call that has just been begun can still be settled. */
const marginMs = 10_000

export function createNotifier(options: NotifierOptions): Notifier {
  const { pool, clock, log, drivers, timeoutMs, backoffMs, hooks = {} } = options
  const { leaseMs = 60_000, batch = 50, concurrency = 8 } = options
  const store = createNoticeStore(pool)

  async function round(worker: string, stopping: AbortSignal): Promise<number> {
    const claimedAt = clock.monotonicMs()
    const claimed = await store.claim(worker, batch, leaseMs)
    const addressed = claimed.filter(({ para }) => para !== null)
    for (const notice of claimed.filter(({ para }) => para === null)) {
      report(notice, 'SEM_DESTINO', claimedAt, notice.falta ?? undefined)
    }
    const isLocal = ({ meio }: Notice) => drivers[meio].kind === 'local'
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

  /** Never throws: a notice that can't be settled is left to its lease, and its neighbours go on. */
  async function deliver(notice: Notice, worker: string): Promise<void> {
    const driver = drivers[notice.meio]
    if (driver.kind === 'local') return
    const startedAt = clock.monotonicMs()
    try {
      if (!(await store.start(notice))) {
        report(notice, 'PERDIDA', startedAt)
        return
      }
      const delivery = await driver.send(notice, timeoutMs)
      const outcome = await patiently(() => settle(notice, delivery, worker))
      report(notice, outcome, startedAt, 'motivo' in delivery ? delivery.motivo : undefined)
    } catch (error) {
      log.error({ err: error, ...identity(notice) }, 'notice left to its lease')
    }
  }

  async function settle(
    notice: Notice,
    delivery: Awaited<ReturnType<Extract<Driver, { kind: 'http' }>['send']>>,
    worker: string,
  ): Promise<NoticeOutcome> {
    switch (delivery.kind) {
      case 'sent':
        return (await store.settleSent(notice, delivery.providerId)) ? 'ENVIADA' : 'PERDIDA'
      case 'uncertain':
        return (await store.settleUncertain(notice, delivery.motivo)) ? 'INCERTA' : 'PERDIDA'
      case 'refused': {
        const { sqlstate, motivo } = delivery
        const status = await store.settleRefused(notice, { sqlstate, motivo, worker, backoffMs })
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
    resultado: NoticeOutcome,
    startedAt: number,
    motivo?: string,
  ): void {
    const ms = clock.monotonicMs() - startedAt
    const known = {
      ...identity(notice),
      resultado,
      ms,
      ...(motivo === undefined ? {} : { motivo }),
    }
    log[levels[resultado]](known, 'notice settled')
    try {
      hooks.onNotice?.({ meio: notice.meio, resultado, ms })
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

function identity({ id, eventoId, traceId, tenantId, meio }: Notice) {
  return { noticeId: id, eventId: eventoId, traceId, tenant: tenantId, meio }
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
