/**
 * Masks a whole value for a log line or a screen: by field name where the name tells the content, by pattern elsewhere.
 * It never throws and always ends: it cuts cycles, getters that throw, endless nesting and huge structures, and marks
 * the place. The result is plain JSON data that shares nothing with the input.
 */
import { errorMessage } from '../errors.ts'
import { ExactNumber } from '../json/lossless-json.ts'
import { type MaskKind, maskKind } from './mask-kind.ts'
import { maskDoc, maskEmail, maskName, maskPhone, maskText } from './mask.ts'

const DEPTH_MAX = 8
const NODES_MAX = 5000

interface Walk {
  readonly path: Set<object>
  nodes: number
  readonly nodesMax: number
}

/** A masked copy of `value`. Deeper than 8 levels or beyond `nodesMax` values it says `[cut]`. [5,000] */
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
    case 'name':
      return maskName(text)
    case 'doc':
      return maskDoc(text)
    case 'phone':
      return maskPhone(text)
    case 'email':
      return maskEmail(text)
    case 'person':
    case 'secret':
      return text === '' ? '' : '***'
    case null:
      return maskText(text)
  }
}

/** A number stays a number unless it may identify a person. A fraction or a small number can't. */
function maskDigits(value: number | bigint, kind: MaskKind | null): unknown {
  if (kind === null && typeof value === 'number' && !Number.isInteger(value)) return value
  const text = String(value)
  const masked = maskLeaf(text, kind)
  if (masked !== text) return masked
  return typeof value === 'bigint' ? text : value
}

/** Like maskDigits, but checks fractions too, because every digit of them is shown. */
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

/** At most as many values as the walk may still take, plus one that will say `[cut]`. */
function within<T>(values: Iterable<T>, walk: Walk): T[] {
  return Iterator.from(values)
    .take(Math.max(0, walk.nodesMax - walk.nodes) + 1)
    .toArray()
}

/**
 * Everything below a secret is a secret. Below another sensitive name, a field whose own name tells nothing is hidden.
 */
function kindOf(name: string, above: MaskKind | null): MaskKind | null {
  if (above === 'secret') return above
  return maskKind(name) ?? (above === null ? null : 'person')
}

// Only these fields are copied from an error: drivers and validators attach rows, parameters and input to theirs.
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

/** `{type, message, stack, …}` of an error, of its cause and of the errors that it collects. */
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

/** The stack with the masked message: Node's stack begins with the original one. */
function stackOf({ stack = '', message: said }: Error, message: string): string {
  return said === '' || said === message ? stack : stack.replaceAll(said, () => message)
}
