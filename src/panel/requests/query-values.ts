/** What the query strings of lists are made of. An empty parameter counts as not given, as a form sends all of its fields. */
import * as v from 'valibot'
import { decodeCursor } from '../../reads/cursor.ts'
import { isId } from '../../core/id.ts'
import { isStorable } from '../../core/text/storable.ts'

/** A parameter that may be left out or empty; `description` says what it accepts. */
export function given<const S extends v.GenericSchema<string, unknown>>(
  schema: S,
  description: string,
) {
  const empty = v.pipe(
    v.literal(''),
    v.transform(() => undefined),
  )
  return v.pipe(v.optional(v.union([empty, schema])), v.description(description))
}

/** Text that the database can hold, of at most `max` characters. */
export function plainText(max: number) {
  return v.pipe(v.string(), v.maxLength(max), v.check(isStorable))
}

export const idText = v.pipe(v.string(), v.check(isId))

/** The id after which the page begins. */
export const cursorValue = given(
  v.pipe(
    v.string(),
    v.check((text) => decodeCursor(text) !== null),
    v.transform(decodeCursor),
  ),
  'o endereço da página seguinte, sem alteração',
)
