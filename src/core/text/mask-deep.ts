/**
 * Masks a whole value for a log line or a screen: by field name where the name says what is inside,
 * by pattern everywhere else. Never throws and always ends: cycles, getters that throw, endless
 * nesting and huge structures are cut with a mark. The result is plain JSON data that shares
 * nothing with the input.
 */
import { errorMessage } from '../error-message.ts'
import { ExactNumber } from '../json/lossless-json.ts'
import { type MaskKind, maskKind } from './mask-kind.ts'
import { maskDoc, maskEmail, maskNome, maskTelefone, maskText } from './mask.ts'

const DEPTH_MAX = 8
const NODES_MAX = 5000

interface Walk {
  readonly path: Set<object>
  nodes: number
  readonly nodesMax: number
}

/**
 * A masked copy of `value`. Deeper than 8 levels or beyond `nodesMax` values it says `[cut]`. [5,000]
 */
export function maskDeep(value: unknown, nodesMax = NODES_MAX): unknown {
  return maskValue(value, null, { path: new Set(), nodes: 0, nodesMax })
}

function maskValue(value: unknown, kind: MaskKind | null, walk: Walk): unknown {
  walk.nodes += 1
  if (walk.nodes > walk.nodesMax || walk.path.size > DEPTH_MAX) return '[cut]'
  switch (typeof value) {
    case 'string':
      return maskLeaf(value, kind)
    case 'number':
    case 'bigint':
      return maskDigits(value, kind)
    case 'object':
      return value === null ? null : maskObject(value, kind, walk)
    case 'boolean':
    case 'undefined':
      return value
    case 'function':
    case 'symbol':
      return `[${typeof value}]`
  }
}

function maskLeaf(text: string, kind: MaskKind | null): string {
  switch (kind) {
    case 'nome':
      return maskNome(text)
    case 'doc':
      return maskDoc(text)
    case 'telefone':
      return maskTelefone(text)
    case 'email':
      return maskEmail(text)
    case 'pessoa':
    case 'segredo':
      return text === '' ? '' : '***'
    case null:
      return maskText(text)
  }
}

/**
 * A number stays a number unless it says something about a person: a fraction or a small one does
 * not.
 */
function maskDigits(value: number | bigint, kind: MaskKind | null): unknown {
  if (kind === null && typeof value === 'number' && !Number.isInteger(value)) return value
  const text = String(value)
  const masked = maskLeaf(text, kind)
  if (masked !== text) return masked
  return typeof value === 'bigint' ? text : value
}

/** As maskDigits, but a fraction is looked at too: what is shown of it is every digit. */
function maskExact(value: ExactNumber, kind: MaskKind | null): ExactNumber | string {
  const masked = maskLeaf(value.source, kind)
  return masked === value.source ? value : masked
}

function maskObject(value: object, kind: MaskKind | null, walk: Walk): unknown {
  if (walk.path.has(value)) return '[circular]'
  walk.path.add(value)
  try {
    if (value instanceof ExactNumber) return maskExact(value, kind)
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
    if (value instanceof URL) return maskLeaf(value.href, kind)
    if (value instanceof Error) return maskError(value, walk)
    const isList = Array.isArray(value) || value instanceof Set
    if (isList) return within(value, walk).map((each) => maskValue(each, kind, walk))
    return Object.fromEntries(
      within(value instanceof Map ? value : Object.entries(value), walk).map(([key, each]) => {
        const name = String(key)
        return [maskText(name), maskValue(each, kindOf(name, kind), walk)]
      }),
    )
  } catch {
    return '[unreadable]'
  } finally {
    walk.path.delete(value)
  }
}

/** No more of them than the walk has left, plus the one that will say `[cut]`. */
function within<T>(values: Iterable<T>, walk: Walk): T[] {
  return Iterator.from(values)
    .take(Math.max(0, walk.nodesMax - walk.nodes) + 1)
    .toArray()
}

/** Below a name that says what is inside, a field with a name of its own is hidden whole. */
function kindOf(name: string, above: MaskKind | null): MaskKind | null {
  if (above === 'segredo') return above
  return maskKind(name) ?? (above === null ? null : 'pessoa')
}

// Only these are copied from an error: drivers and validators hang rows, parameters and input on
// theirs.
const ERROR_FIELDS = [
  'code',
  'errno',
  'syscall',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
  'status',
  'statusCode',
  'retryable',
  'problems',
] as const

/** `{type, message, stack, …}` of an error, its cause and the errors it gathers. */
function maskError(error: Error, walk: Walk): unknown {
  const message = errorMessage(error)
  const fields: [string, unknown][] = [
    ['type', error.name === 'Error' ? error.constructor.name : error.name],
    ['message', maskText(message)],
    ['stack', maskText(stackOf(error, message))],
  ]
  const own = error as Error & Readonly<Record<string, unknown>>
  for (const name of [...ERROR_FIELDS, 'cause', 'errors']) {
    if (own[name] !== undefined) fields.push([name, maskValue(own[name], null, walk)])
  }
  return Object.fromEntries(fields)
}

/** It begins with the message as it was. */
function stackOf({ stack = '', message: said }: Error, message: string): string {
  return said === '' || said === message ? stack : stack.replaceAll(said, () => message)
}
