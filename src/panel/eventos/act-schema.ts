/** The fields of an act that asks why and carries a uuid of its own, so that sent twice it is done once. */
import * as v from 'valibot'

export const ActSchema = v.object({
  motivo: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(500),
    v.description('o motivo, de até 500 caracteres'),
  ),
  chave: v.pipe(v.string(), v.uuid(), v.description('a chave que veio com o formulário')),
})
