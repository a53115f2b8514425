/** The filters of the list of events, as a query string brings them. An empty one counts as not given. */
import * as v from 'valibot'
import { encodeCursor } from './cursor.ts'
import { instantText, isInstant } from './day-or-instant.ts'
import { anyOf, cursorText, dayText, given, idText, plainText } from './query-values.ts'

export const EVENT_STATUSES = [
  'RECEBIDO',
  'PROCESSADO',
  'REPROCESSADO',
  'DUPLICADO',
  'ERRO',
  'MORTO',
  'MAPEAMENTO',
  'ESTACIONADO',
  'IGNORADO',
] as const

/** The types that the hub handles. An event of another type is IGNORADO. */
const EVENT_TYPES = [
  'ORDER_CREATED',
  'ORDER_UPDATED',
  'LABEL_AVAILABLE',
  'STATUS_CHANGED',
  'NOTIFICACAO',
] as const

export const EVENT_ORIGINS = [
  'WEBHOOK',
  'INTERNO',
  'MISSED_FEEDS',
  'VARREDURA',
  'ABERTOS',
  'MANUAL',
] as const

const LIMIT_MAX = 200
const LIMIT_DEFAULT = 50

const moment = v.union([
  v.pipe(
    dayText,
    v.transform((dia) => ({ dia })),
  ),
  v.pipe(
    v.string(),
    v.check(isInstant),
    v.transform((t) => ({ instante: instantText(t) })),
  ),
])

export type Moment = v.InferOutput<typeof moment>

const severalOf = (how: string, values: readonly string[]) =>
  `${how} de: ${values.join(', ')} (repita o parâmetro)`

const Filters = v.strictObject({
  canal: given(plainText(32), 'um canal, como ML', 'ML'),
  status: anyOf(EVENT_STATUSES, severalOf('um ou mais', EVENT_STATUSES), EVENT_STATUSES[0]),
  tipo: anyOf(EVENT_TYPES, severalOf('um ou mais', EVENT_TYPES), EVENT_TYPES[0]),
  origem: anyOf(EVENT_ORIGINS, severalOf('uma ou mais', EVENT_ORIGINS), EVENT_ORIGINS[0]),
  data: given(
    dayText,
    'um dia em São Paulo, como 2026-08-23; não junto de data_de ou data_ate',
    '2026-08-23',
  ),
  data_de: given(
    moment,
    'o primeiro dia em São Paulo, ou o instante desde o qual, como 2026-08-23T10:00:00-03:00',
    '2026-08-23T10:00:00-03:00',
  ),
  data_ate: given(
    moment,
    'o último dia em São Paulo, incluído, ou o instante antes do qual; não antes de data_de',
    '2026-08-24',
  ),
  tenant: given(idText, 'o número de um tenant', '123'),
  external_id: given(
    plainText(128),
    'o id externo do pedido, de até 128 caracteres',
    'ML-ORD-987654',
  ),
  trace_id: given(v.pipe(v.string(), v.uuid()), 'um UUID', '0b9c6d5e-5d0c-4b7e-9c55-2f7f3c1d9a10'),
  limite: v.pipe(
    v.optional(
      v.pipe(
        v.union([v.literal(''), v.pipe(v.string(), v.regex(/^\d{1,3}$/))]),
        v.transform((n) => (n === '' ? LIMIT_DEFAULT : Number(n))),
        v.minValue(1),
        v.maxValue(LIMIT_MAX),
      ),
      String(LIMIT_DEFAULT),
    ),
    v.description(`quantos por página, de 1 a ${LIMIT_MAX}; ${LIMIT_DEFAULT} se omitido`),
    v.metadata({ examples: [String(LIMIT_DEFAULT)] }),
  ),
  cursor: given(cursorText, 'o proximo da página anterior, sem alteração', encodeCursor('1042')),
})

/** Refuses also what no filter shows alone: a day beside a range, and a range that ends before it begins. */
export const EventFilters = v.pipe(
  Filters,
  v.forward(
    v.check(
      ({ data, data_de: de, data_ate: ate }) => data === undefined || (de ?? ate) === undefined,
    ),
    ['data'],
  ),
  v.forward(
    v.check(
      ({ data_de: de, data_ate: ate }) =>
        de === undefined || ate === undefined || !isAfter(de, ate),
    ),
    ['data_ate'],
  ),
)

export type EventFiltersRead = v.InferOutput<typeof EventFilters>

/** Compares days with days and instants with instants; a day and an instant are never out of order. */
function isAfter(de: Moment, ate: Moment): boolean {
  if ('dia' in de) return 'dia' in ate && de.dia > ate.dia
  return 'instante' in ate && Date.parse(de.instante) > Date.parse(ate.instante)
}
