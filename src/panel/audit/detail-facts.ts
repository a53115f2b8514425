/** What an act noted beside itself, as names and values: `anterior.interno: INT-1`. Masked, like everything on a screen. */
import { maskDeep } from '../../core/text/mask-deep.ts'

/** The uuid that tells a second click from a second act says nothing to a reader. */
const MECHANISM = ['chave']

export function detailFacts(
  detalhe: Readonly<Record<string, unknown>>,
): readonly (readonly [name: string, value: string])[] {
  return flat(maskDeep(detalhe), '').filter(([name]) => !MECHANISM.includes(name))
}

function flat(value: unknown, name: string): (readonly [string, string])[] {
  if (Array.isArray(value)) return [[name, value.map(textOf).join(', ') || '—']]
  if (typeof value !== 'object' || value === null) return [[name, textOf(value)]]
  return Object.entries(value).flatMap(([key, inner]) =>
    flat(inner, name === '' ? key : `${name}.${key}`),
  )
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '—'
  if (typeof value === 'boolean') return value ? 'sim' : 'não'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
