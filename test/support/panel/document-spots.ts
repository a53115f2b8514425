/** Every spot at which an OpenAPI document lets a caller put something: parameters, headers, and each field of each body. */

type Json = Readonly<Record<string, unknown>>

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Json>> }
}

interface Operation {
  readonly security?: readonly unknown[]
  readonly servers?: readonly { readonly url: string }[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { readonly schema: Json; readonly example?: unknown }>
    >
  }
}

interface Parameter {
  readonly in: string
  readonly name: string
  readonly required?: boolean
  readonly example?: unknown
}

/** One operation, with a body of each shape that it takes. */
export interface Called {
  readonly method: string
  readonly path: string
  /** Where it is answered; absent: where the document came from. */
  readonly server: string | undefined
  /** Whether it asks for a token. */
  readonly isGuarded: boolean
  readonly parameters: readonly Parameter[]
  readonly bodies: readonly Sample[]
}

export interface Sample {
  readonly sample: unknown
  /** The ways to what is no object and no list. */
  readonly leaves: readonly Way[]
}

export type Way = readonly (string | number)[]

export function operationsIn(document: ApiDocument): readonly Called[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      server: operation.servers?.[0]?.url,
      isGuarded: operation.security?.length !== 0,
      parameters: operation.parameters ?? [],
      bodies: bodiesOf(document, operation),
    })),
  )
}

function bodiesOf(document: ApiDocument, { requestBody }: Operation): readonly Sample[] {
  return Object.values(requestBody?.content ?? {}).flatMap(({ schema, example }) => {
    const shapes = (schema['anyOf'] as Json[] | undefined) ?? [schema]
    return shapes.map((shape, at) => ({
      sample: (at === 0 ? example : undefined) ?? sampleOf(document, shape),
      leaves: leavesOf(document, shape),
    }))
  })
}

function resolved({ components }: ApiDocument, schema: Json): Json {
  const { $ref } = schema as { readonly $ref?: string }
  return components.schemas[$ref?.split('/').at(-1) ?? ''] ?? schema
}

function leavesOf(document: ApiDocument, given: Json): readonly Way[] {
  const schema = resolved(document, given)
  const { properties, items, anyOf } = schema as Record<string, Json | undefined>
  if (Array.isArray(anyOf)) return anyOf.flatMap((each: Json) => leavesOf(document, each))
  const parts: readonly (readonly [string | number, Json])[] =
    items === undefined ? Object.entries((properties ?? {}) as Record<string, Json>) : [[0, items]]
  if (parts.length === 0) return [[]]
  return parts.flatMap(([name, part]) => leavesOf(document, part).map((way) => [name, ...way]))
}

function sampleOf(document: ApiDocument, given: Json): unknown {
  const schema = resolved(document, given)
  const [example] = (schema['examples'] as unknown[] | undefined) ?? []
  if (example !== undefined) return example
  const { properties, items } = schema as Record<string, Json | undefined>
  if (items !== undefined) return [sampleOf(document, items)]
  return Object.fromEntries(
    Object.entries((properties ?? {}) as Record<string, Json>).map(([name, part]) => [
      name,
      sampleOf(document, part),
    ]),
  )
}

/** As refusals write it: `payload.itens[0].sku`. */
export function fieldName(way: Way): string {
  return way.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? part : `${text}.${part}`
  }, '')
}

/** The sample's JSON with `bytes`, one a character, where the way leads; what it leads through is made where it lacks. */
export function bodyWith({ sample }: Sample, way: Way, bytes: string): Buffer {
  const mark = '@@spot@@'
  const whole = structuredClone(sample) as Record<string | number, unknown>
  let at = whole
  way.slice(0, -1).forEach((part, n) => {
    const next = at[part]
    at[part] =
      typeof next === 'object' && next !== null ? next : typeof way[n + 1] === 'number' ? [] : {}
    at = at[part] as typeof whole
  })
  at[way.at(-1) ?? ''] = mark
  const text = Buffer.from(JSON.stringify(whole)).toString('latin1')
  return Buffer.from(
    text.replace(`"${mark}"`, () => bytes),
    'latin1',
  )
}
