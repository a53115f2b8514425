/**
 * What query strings are made of, for the API's routes and the panel's pages alike. An empty parameter counts as not given,
 * because a form sends all of its fields. `description` says what a parameter accepts; `example` is for the OpenAPI document.
 */
import * as v from 'valibot'
import { isId } from '../core/id.ts'
import { isStorable } from '../core/text/storable.ts'
import { decodeCursor } from './cursor.ts'
import { isDay } from './day-or-instant.ts'

/** A parameter that may be left out or empty. */
export function given<const S extends v.GenericSchema<string, unknown>>(
  schema: S,
  description: string,
  example?: string,
) {
  const empty = v.pipe(
    v.literal(''),
    v.transform(() => undefined),
  )
  return v.pipe(
    v.optional(v.union([empty, schema])),
    v.description(description),
    v.metadata(example === undefined ? {} : { examples: [example] }),
  )
}

/** A parameter that may be repeated: any of its values will do. None of them where it is left out or empty. */
export function anyOf<const T extends readonly string[]>(
  values: T,
  description: string,
  example?: T[number],
) {
  const one = v.union([v.literal(''), v.picklist(values)])
  const list = v.pipe(
    one,
    v.transform((value) => [value]),
  )
  return v.pipe(
    v.optional(
      v.pipe(
        v.union([list, v.array(one)]),
        v.transform((all) => all.filter((value): value is T[number] => value !== '')),
      ),
      [],
    ),
    v.description(description),
    v.metadata(example === undefined ? {} : { examples: [[example]] }),
  )
}

/** Text that the database can hold, of at most `max` characters. */
export function plainText(max: number) {
  return v.pipe(v.string(), v.maxLength(max), v.check(isStorable))
}

export const idText = v.pipe(v.string(), v.check(isId))

/** A day in São Paulo. */
export const dayText = v.pipe(v.string(), v.check(isDay))

/** The id after which the page begins. */
export const cursorText = v.pipe(
  v.string(),
  v.check((text) => decodeCursor(text) !== null),
  v.transform(decodeCursor),
)

/** The cursor of a screen: it comes with the link to the next page. */
export const cursorValue = given(cursorText, 'o endereço da página seguinte, sem alteração')
