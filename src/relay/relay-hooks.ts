/** What a relay tells whoever measures it. */
import type { Logger } from '../core/log.ts'
import type { WakeSource } from './wake-signal.ts'

export interface StepReport {
  /** Rows claimed; at least 1, as steps that find nothing are not reported. */
  readonly reivindicados: number
  /** Events whose effect is applied. */
  readonly concluidos: number
  /** Events parked until a mapping or a flag comes. */
  readonly retidos: number
  /** Events postponed or dead. */
  readonly falhas: number
  /** Pick-up notices created. */
  readonly avisos: number
  /** How long the step took. */
  readonly ms: number
  /** The events that were finished. */
  readonly prontos: readonly Finished[]
}

/** Events of one tenant that took equally long. */
export interface Finished {
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

/** The same hooks, which now log what they throw: measuring never stops the work. */
export function harmless(hooks: RelayHooks, log: Logger): Required<RelayHooks> {
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
