/** What a relay reports about its work, for metrics. */
import type { Logger } from '../core/log.ts'
import type { WakeSource } from './wake-signal.ts'

export interface StepReport {
  /** Rows claimed: at least 1, as steps that find nothing are not reported. */
  readonly claimed: number
  /** Events whose effect is applied. */
  readonly finished: number
  /** Events parked until a mapping or a flag comes. */
  readonly held: number
  /** Events postponed or dead. */
  readonly failed: number
  /** Pick-up notices created. */
  readonly notices: number
  /** How long the step took. */
  readonly ms: number
  /** The finished events, by tenant and delay. */
  readonly delays: readonly FinishedEvents[]
}

/** Events of one tenant that took equally long. */
export interface FinishedEvents {
  readonly tenantId: string
  /** Milliseconds from arrival to effect; null: somebody had asked for them again. */
  readonly ms: number | null
  readonly total: number
}

export interface RelayHooks {
  onStep?(report: StepReport): void
  /** A sleeping step worker was woken. */
  onWake?(source: WakeSource): void
}

/** Wraps hooks so that what they throw is logged: measuring never stops the work. */
export function guardHooks(hooks: RelayHooks, log: Logger): Required<RelayHooks> {
  function guarded<A>(hook: ((argument: A) => void) | undefined): (argument: A) => void {
    return (argument) => {
      try {
        hook?.(argument)
      } catch (error) {
        log.error({ err: error }, 'relay hook failed')
      }
    }
  }
  return {
    onStep: guarded(hooks.onStep?.bind(hooks)),
    onWake: guarded(hooks.onWake?.bind(hooks)),
  }
}
