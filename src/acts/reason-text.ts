/** Why an act is done, as forms and bodies bring it. The audit keeps it, so it must say something. */
import * as v from 'valibot'
import { isStorable } from '../core/text/storable.ts'

export const reasonText = v.pipe(
  v.string(),
  v.check(isStorable),
  v.trim(),
  v.minLength(1),
  v.maxLength(500),
  v.description('o motivo, com até 500 caracteres'),
)
