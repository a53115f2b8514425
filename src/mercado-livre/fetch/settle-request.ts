/**
 * Writes down what became of a fetch request: finished, postponed, parked, failed. Each way is one routine of the
 * database, which says whether the lease was still ours.
 */
import type { Clock } from '../../core/clock.ts'
import { type FetchResult, type Missing, whyNot } from './fetch-result.ts'
import type { FetchRequest, FetchRequests } from './fetch-requests.ts'

/** What became of a fetch request. PERDIDO: its lease ran out meanwhile, and another worker's outcome stands. */
export type FetchOutcome = 'CONCLUIDO' | 'ADIADO' | 'ESTACIONADO' | 'FALHA' | 'MORTO' | 'PERDIDO'

/** Throws pg's error. When `stopping` has aborted, what was given up spends no attempt. */
export type SettleRequest = (
  request: FetchRequest,
  result: FetchResult,
  worker: string,
  stopping: AbortSignal,
) => Promise<FetchOutcome>

interface SettleOptions {
  readonly store: FetchRequests
  readonly clock: Clock
  /** Waits before each retry; one more failure and a request is MORTO. */
  readonly backoffMs: readonly number[]
}

/** The wait for what is not there yet: half a minute, doubling up to an hour. */
const notYetMs = (times: number) => Math.min(30_000 * 2 ** Math.min(times, 7), 3_600_000)
/** About four days of those waits; after that a person is told. */
const LOOKS_MAX = 100
/** A label that should have come by now is looked for again after this. */
const AGAIN_SOONEST_MS = 900_000

export function createSettleRequest({ store, clock, backoffMs }: SettleOptions): SettleRequest {
  return async (request, result, worker, stopping) => {
    // Given up because the process stops: that is nobody's failure.
    if (stopping.aborted && result.kind === 'unavailable') {
      const wait = { ms: 0, motivo: 'o processo parou', worker, everything: false }
      return postponed(await store.postpone(request, wait))
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
        if (request.postponements >= LOOKS_MAX) {
          const never = `${motivo}, depois de muitas consultas`
          return failureOutcome(await store.fail(request, { motivo: never, worker, backoffMs: [] }))
        }
        const wait = { ms: notYetMs(request.postponements), motivo, worker }
        return postponed(await store.postpone(request, { ...wait, everything: false }))
      }
      case 'reauthorize':
        return (await store.park(request)) ? 'ESTACIONADO' : 'PERDIDO'
      case 'forbidden':
      case 'refused':
      case 'foreign':
        return failureOutcome(
          await store.fail(request, { motivo: whyNot(result), worker, backoffMs: [] }),
        )
      case 'not_found':
      case 'unreadable':
      case 'unavailable':
        return failureOutcome(
          await store.fail(request, { motivo: whyNot(result), worker, backoffMs }),
        )
      default:
        return result satisfies never
    }
  }

  function againAfter({ until, motivo }: Missing, { postponements }: FetchRequest) {
    const now = clock.now().getTime()
    const ms = until === null ? notYetMs(postponements) : AGAIN_SOONEST_MS
    return { at: new Date(Math.max(until?.getTime() ?? 0, now + ms)), motivo }
  }
}

function postponed(rows: number): FetchOutcome {
  return rows === 0 ? 'PERDIDO' : 'ADIADO'
}

/** The outcome of a failure that was stored: `status` is the row's, null where the lease was lost. */
export function failureOutcome(status: string | null): FetchOutcome {
  if (status === null) return 'PERDIDO'
  return status === 'MORTO' ? 'MORTO' : 'FALHA'
}
