/**
 * What is wrong with the parameters of an address or the fields of a body, by name. Only names and descriptions of the
 * schema are told, never what was sent: a validator's own issues carry the input.
 */
import * as v from 'valibot'

/** By name: what it accepts, or null where there is no such name. */
export type InputProblems = Readonly<Record<string, string | null>>

/** An issue of valibot, or of a standard schema. */
interface Issue {
  readonly path?: readonly unknown[] | undefined
}

interface ObjectSchema {
  readonly entries: Readonly<Record<string, v.GenericSchema>>
}

/** `misspelt`: names that no schema has seen as they were sent; they come first. */
export function inputProblems(
  { entries }: ObjectSchema,
  issues: readonly Issue[],
  misspelt: readonly string[] = [],
): InputProblems {
  const names = new Set([...misspelt, ...issues.map(nameOf)])
  // Not by assignment: a name from an address may be `__proto__`.
  return Object.fromEntries(
    Array.from(names, (name) => {
      const entry = Object.hasOwn(entries, name) ? entries[name] : undefined
      return [name, entry === undefined ? null : (v.getDescription(entry) ?? 'outro valor')]
    }),
  )
}

/** Empty for an issue of the input as a whole. */
function nameOf({ path }: Issue): string {
  const [first] = path ?? []
  if (typeof first === 'string') return first
  const key = typeof first === 'object' && first !== null && 'key' in first ? first.key : ''
  return typeof key === 'string' ? key : ''
}

/**
 * The names of the parameters whose bytes, after `%`, are not UTF-8, once each and as far as they can be read. A router
 * keeps what it can't decode as it is, and would then look for `%FF` where somebody meant a letter.
 */
export function misspeltParameters(url: string): readonly string[] {
  const at = url.indexOf('?')
  const query = at === -1 ? '' : (url.slice(at + 1).split('#', 1)[0] ?? '')
  const misspelt = query.split('&').filter((pair) => decoded(pair) === null)
  return [...new Set(misspelt.map((pair) => decoded(pair.split('=', 1)[0] ?? '') ?? ''))]
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}
