/**
 * A part of a JSON body of the marketplace, read leniently. A field is there, or blank, or odd: of another type or shape
 * than it should be. A blank or odd field reads as null. The path of an odd one is kept, so that the reader decides what it
 * can do without, and nothing is left out unseen.
 */
export interface Part {
  /** All of them, as they came. */
  readonly fields: Readonly<Record<string, unknown>>
  /** One of them, as it came. */
  value(name: string): unknown
  /** An id: digits, however they came, a number or text. 0 is blank. */
  id(name: string): string | null
  /** Trimmed text, or a number as text. */
  text(name: string, lengthMax?: number): string | null
  /** The same; null where the marketplace hides it behind `XXXXXXX`, as it does names, telephones and addresses. */
  known(name: string, lengthMax?: number): string | null
  /** Milliseconds since 1970: the first of these dates that can be read. */
  instant(...names: readonly string[]): number | null
  /** The texts of a list; what else is in it does not count. */
  texts(name: string): readonly string[]
  /** A number from 0 to a billion, or text that is one. */
  amount(name: string): number | null
  /** An object; one without fields where there is none. */
  part(name: string): Part
  /** The parts of a list, one without fields for what is no object; null where there is no list. */
  parts(name: string): readonly Part[] | null
  /** Notes that a field, or this part itself, is not what it should be; gives the note. */
  odd(name: string | null, expected: string): string
  /** `path: what it should be`, of every odd field so far, of the whole that this is a part of. Never a value. */
  readonly oddities: readonly string[]
}

/** An answer that can't be used: the path of what is missing or odd, and what was expected; never a value. */
export interface Unreadable {
  readonly kind: 'unreadable'
  readonly falta: string
}

const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?(?:(Z)|([+-]\d\d):?(\d\d)?)$/i
const MILLISECONDS = /^[12]\d{12}$/
const ID = /^[1-9]\d{0,19}$/
const AMOUNT_MAX = 1e9
const NUMBER = /^\d{1,15}(?:\.\d{1,9})?$/
const HIDDEN = /^[X* .-]+$/i
/** PostgreSQL can't hold a NUL, nor half a surrogate pair. */
const storable = (text: string) => !text.includes('\0') && text.isWellFormed()

/** Makes a part without fields of what is no object. */
export function partOf(value: unknown): Part {
  return part(value, '', [])
}

function part(value: unknown, at: string, oddities: string[]): Part {
  const fields: Readonly<Record<string, unknown>> = isObject(value) ? value : {}
  const own = (name: string) => (Object.hasOwn(fields, name) ? fields[name] : undefined)
  const pathOf = (name: string) => (at === '' ? name : `${at}.${name}`)

  function odd(name: string | null, expected: string): string {
    const note = `${name === null ? at || 'corpo' : pathOf(name)}: ${expected}`
    if (!oddities.includes(note)) oddities.push(note)
    return note
  }

  function read<T>(name: string, expected: string, reading: (value: unknown) => T | null) {
    const found = own(name)
    if (isBlank(found)) return null
    const value = reading(found)
    if (value === null) odd(name, expected)
    return value
  }

  const text = (name: string, lengthMax = 256) =>
    read(name, `deve ser um texto de até ${lengthMax} caracteres`, (found) =>
      textIn(found, lengthMax),
    )

  return {
    fields,
    value: own,
    oddities,
    odd,
    id: (name) => (own(name) === 0 || own(name) === '0' ? null : read(name, DIGITS, idIn)),
    text,
    known: (name, lengthMax) => {
      const found = text(name, lengthMax)
      return found === null || HIDDEN.test(found) ? null : found
    },
    instant: (...names) => {
      const dates = names.map((name) => read(name, 'deve ser uma data', instantOf))
      return dates.find((date) => date !== null) ?? null
    },
    texts: (name) => {
      const found = read(name, LIST, (each) => (Array.isArray(each) ? (each as unknown[]) : null))
      return (found ?? []).filter((each) => typeof each === 'string')
    },
    amount: (name) => read(name, 'deve ser um número', amountIn),
    part: (name) => {
      const found = read(name, OBJECT, (each) => (isObject(each) ? each : null))
      return part(found, pathOf(name), oddities)
    },
    parts: (name) => {
      const found = read(name, LIST, (each) => (Array.isArray(each) ? (each as unknown[]) : null))
      return (
        found?.map((each, index) => {
          const one = part(each, `${pathOf(name)}[${index}]`, oddities)
          if (!isObject(each)) one.odd(null, OBJECT)
          return one
        }) ?? null
      )
    },
  }
}

const DIGITS = 'deve ser um número'
const LIST = 'deve ser uma lista'
const OBJECT = 'deve ser um objeto'

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isBlank(value: unknown): boolean {
  return value == null || (typeof value === 'string' && value.trim() === '')
}

function idIn(value: unknown): string | null {
  if (typeof value !== 'string' && !Number.isSafeInteger(value)) return null
  const digits = String(value).trim()
  return ID.test(digits) ? digits : null
}

function textIn(value: unknown, lengthMax: number): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const text = String(value).trim()
  return text.length <= lengthMax && storable(text) ? text : null
}

function amountIn(value: unknown): number | null {
  const isNumber =
    typeof value === 'number' || (typeof value === 'string' && NUMBER.test(value.trim()))
  const amount = isNumber ? Number(value) : NaN
  return amount >= 0 && amount <= AMOUNT_MAX ? amount : null
}

/**
 * Reads one of the marketplace's dates: `2026-09-27T12:00:00.000-04:00`, packs' `-0400`, `Z`, some topics' nanoseconds;
 * or milliseconds since 1970, as a number or its digits. Null for a date without an offset: it could mean any of three.
 */
export function instantOf(value: unknown): number | null {
  if (typeof value === 'number' || (typeof value === 'string' && MILLISECONDS.test(value))) {
    return MILLISECONDS.test(String(value)) ? Number(value) : null
  }
  if (typeof value !== 'string') return null
  const [, day, time, fraction = '', zulu, hours = '', minutes = '00'] =
    ISO.exec(value.trim()) ?? []
  if (day === undefined || time === undefined) return null
  const offset = zulu === undefined ? `${hours}:${minutes}` : 'Z'
  const ms = Date.parse(`${day}T${time}${fraction.slice(0, 4)}${offset}`)
  return Number.isNaN(ms) || ms < 0 ? null : ms
}

export function unreadable(falta: string): Unreadable {
  return { kind: 'unreadable', falta }
}
