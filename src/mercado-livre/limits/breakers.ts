/**
 * Circuit breakers, one a connector and operation. After some failures in a row nothing more is asked for a while, then
 * one request is tried. The state of each is noted in the database, for people and for the next process.
 */
import {
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
  isBrokenCircuitError,
} from 'cockatiel'
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import type { Pool } from '../../db/connect/pool.ts'
import { routineCaller } from '../../db/connect/named-query.ts'
import type { Answer } from '../http/answer.ts'
import type { MarketplaceRequest } from '../http/request.ts'

export interface BreakerOptions {
  readonly pool: Pool
  readonly clock: Clock
  readonly log: Logger
  /** Failures in a row that open it. [5] */
  readonly failures?: number
  /** How long it stays open before one request is tried, in milliseconds. [60_000] */
  readonly openMs?: number
}

export interface Breaker {
  /** For how many milliseconds more it stays open; 0: a request may be tried. */
  openForMs(): number
  /** Whether it is closed: a failure then is news. */
  readonly closed: boolean
  /** Whether the last failure was a refusal by policy. What can be done without is then not waited for. */
  readonly refused: boolean
  /** Asks; null where it is open by now. */
  run(ask: () => Promise<Answer>): Promise<Answer | null>
}

export interface Breakers {
  /** Reads what an earlier process noted. Call it before anything is asked. */
  load(): Promise<void>
  of(conectorId: string, operation: MarketplaceRequest['operation']): Breaker
}

type OpenRow = { conector_id: string; operacao: string; aberto_ms: number }

const NAMES = {
  [CircuitState.Closed]: 'FECHADO',
  [CircuitState.Open]: 'ABERTO',
  [CircuitState.Isolated]: 'ABERTO',
  [CircuitState.HalfOpen]: 'MEIO_ABERTO',
} as const

/**
 * A refusal by policy counts too, because the marketplace blocks whoever goes on asking. A request that a process gave up
 * because it stops says nothing: it neither opens a breaker nor closes one.
 */
function isFailure(answer: Answer, state: CircuitState): boolean {
  if (answer.kind !== 'unavailable') return answer.kind === 'forbidden'
  return answer.givenUp !== true || state !== CircuitState.Closed
}

export function createBreakers(options: BreakerOptions): Breakers {
  const { pool, clock, log, failures = 5, openMs = 60_000 } = options
  const call = routineCaller(pool)
  const breakers = new Map<string, Breaker>()

  return {
    async load() {
      const open = await call.rows<OpenRow>(
        'ml_open_breakers',
        'select conector_id, operacao, aberto_ms from mercado_livre.open_breakers()',
        [],
      )
      for (const { conector_id, operacao, aberto_ms } of open) {
        const key = `${conector_id} ${operacao}`
        if (!breakers.has(key)) breakers.set(key, create(conector_id, operacao, aberto_ms))
      }
    },
    of(conectorId, operation) {
      const key = `${conectorId} ${operation}`
      const breaker = breakers.get(key) ?? create(conectorId, operation, null)
      breakers.set(key, breaker)
      return breaker
    },
  }

  function create(conectorId: string, operation: string, stillOpenMs: number | null): Breaker {
    let refused = false
    const failed = handleWhenResult((result) => {
      const answer = result as Answer
      if (!isFailure(answer, policy.state)) return false
      refused = answer.kind === 'forbidden'
      return true
    })
    const openedAt = clock.now().getTime() - Math.max(0, openMs - (stillOpenMs ?? 0))
    const policy: CircuitBreakerPolicy = circuitBreaker(failed, {
      breaker: new ConsecutiveBreaker(failures),
      halfOpenAfter: openMs,
      ...(stillOpenMs === null ? {} : { initialState: openBreakerState(openedAt, failures) }),
    })
    let until = clock.monotonicMs() + (stillOpenMs ?? 0)
    // One after the other, so that the last state is the last one written.
    let noted = Promise.resolve()
    policy.onStateChange((state) => {
      if (state === CircuitState.Open) until = clock.monotonicMs() + openMs
      noted = noted.then(() => note(conectorId, operation, state))
    })
    const openForMs = () =>
      policy.state === CircuitState.Open ? Math.max(0, until - clock.monotonicMs()) : 0
    return {
      get closed() {
        return policy.state === CircuitState.Closed
      },
      get refused() {
        return refused
      },
      openForMs,
      run: (ask) => runUnlessOpen(policy, ask),
    }
  }

  async function note(conectorId: string, operation: string, state: CircuitState): Promise<void> {
    const estado = NAMES[state]
    log.warn({ conectorId, operation, estado }, 'marketplace breaker changed')
    try {
      const reopensAfter = estado === 'ABERTO' ? `${openMs} ms` : null
      const values = [conectorId, operation, estado, reopensAfter]
      await call.value('ml_save_breaker', 'mercado_livre.save_breaker($1, $2, $3, $4)', values)
    } catch (error) {
      log.warn({ err: error, conectorId, operation, estado }, 'breaker state not noted')
    }
  }
}

/** A policy that opened at `openedAt` after `failures`, as its own toJSON writes it. A test holds the two equal. */
export function openBreakerState(openedAt: number, failures: number): unknown {
  return { ownState: { value: CircuitState.Open, openedAt, attemptNo: 1 }, breakerState: failures }
}

async function runUnlessOpen(
  policy: CircuitBreakerPolicy,
  ask: () => Promise<Answer>,
): Promise<Answer | null> {
  try {
    return await policy.execute(ask)
  } catch (error) {
    if (isBrokenCircuitError(error)) return null
    throw error
  }
}
