/** The body of every act of a person: why it is done. It is kept in the audit. */
import * as v from 'valibot'
import { isStorable } from '../core/text/storable.ts'

export const Reason = v.strictObject({
  motivo: v.pipe(
    v.string(),
    v.check(isStorable),
    v.trim(),
    v.minLength(1),
    v.maxLength(500),
    v.description('por que, em 1 a 500 caracteres; fica na auditoria'),
    v.metadata({ examples: ['o cliente pediu'] }),
  ),
})
