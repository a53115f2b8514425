/**
 * Simplifies JSON Schemas for readers and client generators. Left out is what the API also accepts for requests written by
 * hand: an empty filter, a list of one given as its value, a value of a later release.
 */

type Json = Readonly<Record<string, unknown>>

/** Returns the same value, with every schema in it tidied. */
export function tidySchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidySchema)
  if (!isObject(value)) return value
  const {
    anyOf,
    $schema: _,
    ...rest
  } = Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, tidySchema(part)]),
  ) as Json
  if (!Array.isArray(anyOf))
    return 'default' in rest && isEmpty(rest['default']) ? omitDefault(rest) : rest
  const { default: _default, ...described } = rest
  const kept = distinct(flat(anyOf as Json[]).filter((each) => each['const'] !== ''))
  const list = kept.find((each) => each['type'] === 'array')
  const choice = kept.find((each) => Array.isArray(each['enum']))
  if (list !== undefined) return { ...list, ...described }
  if (choice !== undefined && kept.every((each) => each['type'] === 'string'))
    return { ...choice, ...described }
  const [only] = kept
  if (only !== undefined && kept.length === 1) return { ...only, ...described }
  return withNull(kept, described)
}

/** Writes a choice between a plain type and null as `{ type: [T, 'null'] }`. */
function withNull(kept: readonly Json[], described: Json): Json {
  const [one] = kept.filter((each) => each['type'] !== 'null')
  const simple = kept.length === 2 && one !== undefined && typeof one['type'] === 'string'
  if (!simple || !kept.some((each) => each['type'] === 'null')) return { anyOf: kept, ...described }
  const values = Array.isArray(one['enum']) ? { enum: [...(one['enum'] as unknown[]), null] } : {}
  return { ...one, ...values, type: [one['type'], 'null'], ...described }
}

function omitDefault({ default: _, ...rest }: Json): Json {
  return rest
}

function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0)
}

function flat(choices: readonly Json[]): readonly Json[] {
  return choices.flatMap((each) => {
    const inner = each['anyOf']
    return Array.isArray(inner) && Object.keys(each).length === 1 ? flat(inner as Json[]) : [each]
  })
}

function distinct(choices: readonly Json[]): readonly Json[] {
  return [...new Map(choices.map((each) => [JSON.stringify(each), each])).values()]
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null
}
