/** Variants of a published body in which one field is missing, null, or of another type. */
interface Tree {
  [key: string | number]: Tree
}

const ODD: readonly unknown[] = [
  undefined,
  null,
  '',
  ' ',
  0,
  -1,
  1.5,
  true,
  'x',
  'a\0b',
  '\ud800',
  '7',
  [],
  {},
  [null],
  { $oid: 'a' },
]

export interface OddBody {
  /** Names the field. */
  readonly path: string
  readonly odd: unknown
  readonly body: Readonly<Record<string, unknown>>
}

/** All variants of the body: each field, however deep, with each odd value. */
export function* oddBodies(body: unknown): Generator<OddBody> {
  for (const path of pathsOf(body, [])) {
    for (const odd of ODD) {
      const copy = structuredClone(body) as Tree
      const parent = path.slice(0, -1).reduce((at, key) => at[key]!, copy)
      const last = path.at(-1)!
      if (odd === undefined && !Array.isArray(parent)) delete parent[last]
      else parent[last] = odd as Tree
      yield { path: path.join('.'), odd, body: copy }
    }
  }
}

function* pathsOf(
  value: unknown,
  at: readonly (string | number)[],
): Generator<readonly (string | number)[]> {
  if (at.length > 0) yield at
  if (typeof value !== 'object' || value === null) return
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value)
  for (const key of keys) yield* pathsOf((value as Tree)[key], [...at, key])
}
