/** The fields of an act that asks why and carries a uuid of its own, so that sent twice it is done once. */
import * as v from 'valibot'
import { plainText } from '../../requests/query-values.ts'

export const ActSchema = v.object({
  motivo: v.pipe(
    plainText(500),
    v.trim(),
    v.minLength(1),
    v.description('o motivo, de até 500 caracteres'),
  ),
  chave: v.pipe(v.string(), v.uuid(), v.description('a chave que veio com o formulário')),
})
