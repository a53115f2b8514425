/**
 * The schemas of which every kept field is made. They refuse with sentences of ours, because valibot's own sentences quote
 * the value. Null, blank text and an empty list count as absent.
 */
import * as v from 'valibot'
import { externalKey } from '../../core/text/external-key.ts'

const REQUIRED = 'é obrigatório'
/** A smaller measure is a mistake, and its decimal text would be long. */
const AMOUNT_MIN = 0.001

type TextRefusal = (issue: v.BaseIssue<unknown>) => string

const notText: TextRefusal = ({ input }) => (isNothing(input) ? REQUIRED : 'deve ser texto')
const notNumber: TextRefusal = ({ input }) => {
  if (isNothing(input)) return REQUIRED
  return typeof input === 'number'
    ? 'tem dígitos demais para ser um número exato'
    : 'deve ser um número'
}

const storable = v.pipe(
  v.string(notText),
  v.check((text) => !text.includes('\0'), 'não pode conter o caractere NUL'),
  v.check((text) => text.isWellFormed(), 'contém um caractere Unicode incompleto'),
)

const lengths = (max: number) =>
  [
    v.minLength<string, 1, string>(1, REQUIRED),
    v.maxLength<string, number, string>(max, `deve ter no máximo ${max} caracteres`),
  ] as const

export const field = {
  /** Trimmed text of 1 to `lengthMax` characters that PostgreSQL can hold. */
  text: (lengthMax: number) => v.pipe(storable, v.trim(), ...lengths(lengthMax)),

  /** A SKU or an external status, in the spelling that mappings have: 1 to `lengthMax` characters. */
  key: (lengthMax: number) => v.pipe(storable, v.transform(externalKey), ...lengths(lengthMax)),

  /** A finite number from 0.001 to `max`. */
  amount: (max: number) =>
    v.pipe(
      v.custom<number>(Number.isFinite, notNumber),
      v.minValue(AMOUNT_MIN, 'deve ser maior que zero'),
      v.maxValue(max, `deve ser no máximo ${max}`),
    ),

  /** A whole number from 0 up that a double holds exactly. */
  count: () =>
    v.pipe(
      v.custom<number>(Number.isFinite, notNumber),
      v.safeInteger('deve ser um número inteiro de até 16 dígitos'),
      v.minValue(0, 'não pode ser negativo'),
    ),

  /** An object reduced to these keys. `refusal` is the sentence for what is no object. */
  object: <const E extends v.ObjectEntries>(entries: E, refusal = 'deve ser um objeto') =>
    v.pipe(
      v.custom<Record<string, unknown>>(isPlainObject, ({ input }) =>
        isNothing(input) ? REQUIRED : refusal,
      ),
      // The only issue that v.object itself can still raise is a missing key.
      v.object(entries, REQUIRED),
    ),

  /** The same, or undefined where nothing was sent. */
  optional: <const S extends v.GenericSchema>(schema: S) =>
    v.pipe(
      v.nullish(v.pipe(v.unknown(), v.transform(nothingToUndefined), v.optional(schema))),
      v.transform((value) => value ?? undefined),
    ),
}

function isPlainObject(input: unknown): boolean {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
}

function isNothing(input: unknown): boolean {
  if (typeof input === 'string') return input.trim() === ''
  return input === undefined || input === null || (Array.isArray(input) && input.length === 0)
}

function nothingToUndefined(input: unknown): unknown {
  return isNothing(input) ? undefined : input
}
