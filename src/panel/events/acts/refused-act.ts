/** An act on an event's page that was sent and not done: what the form shows again, and why. */

export interface RefusedAct {
  readonly act: 'reprocessar' | 'reenviar' | 'decidir'
  /** The event, the order or the notice that it was meant for. */
  readonly alvo: string
  readonly status: 404 | 409 | 422
  readonly frase: string
  /** What was typed, the act's own uuid among it: sent again it is the same act. */
  readonly typed: Readonly<Record<string, string>>
}

/** The refusal of this act on this thing, if it is that one. */
export function refusalOfAct(
  refused: RefusedAct | undefined,
  act: RefusedAct['act'],
  alvo: string,
): RefusedAct | undefined {
  return refused?.act === act && refused.alvo === alvo ? refused : undefined
}
