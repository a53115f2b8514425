/** What forms of acts carry: why, and which act it is, so that one that is sent twice is done once. */
import * as v from 'valibot'
import { plainText } from '../query-values.ts'

export const actFields = {
  motivo: v.pipe(
    plainText(500),
    v.trim(),
    v.minLength(1),
    v.description('por que, em 1 a 500 caracteres'),
  ),
  chave: v.pipe(v.string(), v.uuid()),
} as const
