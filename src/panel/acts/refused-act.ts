/** An act that was sent and not done: what its form shows again, and why. */
import type { Refusal } from '../../db/connect/refusal.ts'
import type { Typed } from '../requests/read-form.ts'

export type ActName =
  'reprocess' | 'resend' | 'decide' | 'pick-up' | 'undo-pick-up' | 'requeue' | 'discard'

export interface RefusedAct {
  readonly act: ActName
  /** The id of the event, the order, the notice or the row that it was meant for. */
  readonly target: string
  readonly status: Refusal['status']
  readonly sentence: string
  /** Whether the form was not filled in as it must. False: the hub refused the act itself. */
  readonly malformed: boolean
  /** What was typed, with the act's own UUID: sent again, it is the same act. */
  readonly typed: Typed
}

/** The refusal, where it is of this act, and on this target if one is given. */
export function refusalOfAct(
  refused: RefusedAct | undefined,
  act: ActName,
  target = refused?.target,
): RefusedAct | undefined {
  return refused?.act === act && refused.target === target ? refused : undefined
}
