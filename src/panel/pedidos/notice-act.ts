/** What the acts on an order's notice have in common: why, and the uuid that makes a second click the same act. */
import * as v from 'valibot'

export const NoticeAct = v.object({
  motivo: v.pipe(
    v.string(),
    v.check((text) => text.isWellFormed() && !text.includes('\0')),
    v.trim(),
    v.minLength(1),
    v.maxLength(500),
    v.description('o motivo, em até 500 caracteres'),
  ),
  chave: v.pipe(v.string(), v.uuid(), v.description('o formulário como a página o traz')),
})
