/** The body of every act of a person: why it is done. */
import * as v from 'valibot'
import { reasonText } from '../acts/reason-text.ts'

export const Reason = v.strictObject({
  motivo: v.pipe(
    reasonText,
    v.description('por que, em 1 a 500 caracteres; fica na auditoria'),
    v.metadata({ examples: ['o cliente pediu'] }),
  ),
})
