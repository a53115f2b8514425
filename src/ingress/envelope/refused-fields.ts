/**
 * Tells the sender what is wrong with an event: where and why, never what was sent. Field names come from our schemas and
 * sentences from our messages, so nothing of the input can come back.
 */
import type * as v from 'valibot'

export interface RefusedField {
  /** Where, such as `payload.itens[3].sku`; empty for the whole. */
  readonly campo: string
  /** Why, in pt-BR, read after the field's name: `deve ser texto`. */
  readonly motivo: string
}

const FIELDS_MAX = 20
const IN_A_SENTENCE_MAX = 3

/** Lists the first 20 issues. `under` is the path of the value that was checked. [the root] */
export function refusedFields(
  issues: readonly v.BaseIssue<unknown>[],
  under = '',
): readonly RefusedField[] {
  return issues.slice(0, FIELDS_MAX).map(({ path = [], message }) => ({
    campo: path.reduce((campo, { key }) => join(campo, key), under),
    motivo: message,
  }))
}

/** Says the same in one sentence, for an event in a list. */
export function refusalSentence(fields: readonly RefusedField[]): string {
  const told = fields
    .slice(0, IN_A_SENTENCE_MAX)
    .map(({ campo, motivo }) => `${campo} ${motivo}`.trim())
  const more = fields.length - told.length
  return more > 0 ? `${told.join('; ')}; e mais ${more}` : told.join('; ')
}

function join(campo: string, key: unknown): string {
  if (typeof key === 'number') return `${campo}[${key}]`
  return campo === '' ? String(key) : `${campo}.${String(key)}`
}
