/**
 * The one way in which a form of an act is answered: its fields are read, the act is done, and the browser is sent on
 * with a sentence. An act that is refused shows the page of its form again, with what was typed.
 */
import * as v from 'valibot'
import { reasonText } from '../../acts/reason-text.ts'
import { type Done, done } from '../pieces/done.ts'
import type { PanelContext } from '../panel-env.ts'
import { type FormSchema, readForm } from '../requests/read-form.ts'
import { attempt } from './attempt.ts'
import type { ActName, RefusedAct } from './refused-act.ts'

/** The fields of an act that asks why and carries a UUID of its own, so that a form that is sent twice acts once. */
export const ActSchema = v.object({
  motivo: reasonText,
  chave: v.pipe(v.string(), v.uuid(), v.description('a chave que veio com o formulário')),
})

/** The page that an act is done on. Several pages have a form of the same act. */
export interface ActPlace {
  /** Where the browser goes once the act is done. */
  readonly next: string
  /** The answer where the form is complete but its address names nothing to act on; null lets the act go on. */
  readonly missing?: () => Response | Promise<Response | null> | null
  /** The page with the form again. */
  readonly show: (refused: RefusedAct) => Response | Promise<Response>
}

interface AnsweredAct<S extends FormSchema> {
  readonly name: ActName
  readonly target: string
  readonly schema: S
  /** Names the sentence that the next page opens with. */
  readonly sentence: Done
  /** Throws what the routine refuses. */
  readonly perform: (form: v.InferOutput<S>) => Promise<unknown>
}

export async function answerAct<const S extends FormSchema>(
  c: PanelContext,
  { next, missing, show }: ActPlace,
  { name: act, target, schema, sentence: what, perform }: AnsweredAct<S>,
): Promise<Response> {
  const form = await readForm(c, schema)
  const { typed } = form
  if (!form.ok) {
    const sentence = Object.values(form.problems).join(' ')
    return show({ act, target, status: 422, sentence, malformed: true, typed })
  }
  const missed = (await missing?.()) ?? null
  if (missed !== null) return missed
  const tried = await attempt(() => perform(form.value))
  if (tried.ok) return done(c, next, what)
  const { status, sentence } = tried.refusal
  return show({ act, target, status, sentence, malformed: false, typed })
}
