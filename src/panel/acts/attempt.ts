/** An act, or why the hub refused it: what a screen shows beside the form instead of an error page. */
import { withWords } from '../pieces/words.ts'
import { type Refusal, refusalOf } from '../../db/connect/refusal.ts'

export type Attempt<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal }

/** Any other error is thrown on, to `answerError`. */
export async function attempt<T>(act: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await act() }
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === null) throw error
    return { ok: false, refusal: { ...refusal, sentence: withWords(refusal.sentence) } }
  }
}
