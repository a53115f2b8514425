/** The filters of the list as a form. The usual ones are in sight, the others behind a fold that opens when one of them is used. */
import { ORIGIN_WORDS, statusWord, typeWord } from '../../pieces/words.ts'
import { Field } from '../../pieces/forms/field.tsx'
import { StoreField } from '../../pieces/forms/store-field.tsx'
import type { Stores } from '../../session/stores.ts'
import { type GivenFilters, listOf } from '../../pieces/event-address.ts'

interface EventFiltersFormProps {
  readonly given: GivenFilters
  readonly stores: Stores
}

const FOLDED = ['status', 'tipo', 'origem', 'canal', 'trace_id']

export function EventFiltersForm({ given, stores }: EventFiltersFormProps) {
  const one = (name: string) => listOf(given[name])[0]
  const folded = FOLDED.some((name) => listOf(given[name]).some((value) => value !== ''))
  return (
    <form class="filters events" data-auto method="get" action="/eventos" role="search">
      <Field nome="external_id" rotulo="Id externo" tipo="search" valor={one('external_id')} />
      <StoreField stores={stores} valor={one('tenant')} antes={[['', 'Todas']]} />
      <DayField nome="data_de" rotulo="De" valor={one('data_de') ?? one('data')} />
      <DayField nome="data_ate" rotulo="Até" valor={one('data_ate') ?? one('data')} />
      <div class="acts">
        <button class="primary">Filtrar</button>
      </div>
      <details class="more" open={folded}>
        <summary>Mais filtros</summary>
        <Choices
          nome="status"
          titulo="Status"
          opcoes={pairs(EVENT_STATUSES, statusWord)}
          given={given}
        />
        <Choices nome="tipo" titulo="Tipo" opcoes={pairs(EVENT_TYPES, typeWord)} given={given} />
        <Choices nome="origem" titulo="Origem" opcoes={ORIGIN_WORDS} given={given} />
        <div class="more-fields">
          <Field nome="canal" rotulo="Canal" valor={one('canal')} maximo={32} />
          <Field nome="trace_id" rotulo="Rastreio (trace id)" valor={one('trace_id')} />
        </div>
      </details>
    </form>
  )
}

const EVENT_STATUSES = [
  'RECEBIDO',
  'PROCESSADO',
  'REPROCESSADO',
  'ERRO',
  'MORTO',
  'MAPEAMENTO',
  'ESTACIONADO',
  'DUPLICADO',
  'IGNORADO',
] as const

const EVENT_TYPES = [
  'ORDER_CREATED',
  'ORDER_UPDATED',
  'LABEL_AVAILABLE',
  'STATUS_CHANGED',
  'NOTIFICACAO',
] as const

const pairs = (names: readonly string[], word: (name: string) => string) =>
  names.map((name) => [name, word(name)] as const)

interface ChoicesProps {
  readonly nome: string
  readonly titulo: string
  readonly opcoes: readonly (readonly [valor: string, texto: string])[]
  readonly given: GivenFilters
}

function Choices({ nome, titulo, opcoes, given }: ChoicesProps) {
  const chosen = listOf(given[nome])
  return (
    <fieldset class="choices">
      <legend>{titulo}</legend>
      {opcoes.map(([valor, texto]) => (
        <label class="check">
          <input type="checkbox" name={nome} value={valor} checked={chosen.includes(valor)} />
          {texto}
        </label>
      ))}
    </fieldset>
  )
}

/** An address may also hold an instant, which a date field can't show. */
function DayField(props: { nome: string; rotulo: string; valor: string | undefined }) {
  const { nome, rotulo, valor } = props
  const isInstant = valor?.includes('T') === true
  return <Field nome={nome} rotulo={rotulo} tipo={isInstant ? 'text' : 'date'} valor={valor} />
}

const VIEWS: readonly (readonly [nome: string, status: string | null])[] = [
  ['Todos', null],
  ['Com erro', 'ERRO'],
  ['Mortos', 'MORTO'],
  ['Esperando mapeamento', 'MAPEAMENTO'],
  ['Estacionados', 'ESTACIONADO'],
]

export function UsualViews({ given }: { given: GivenFilters }) {
  const { cursor: _, ...filters } = given
  const names = Object.keys(filters)
  const isHere = (status: string | null) =>
    status === null
      ? names.length === 0
      : names.length === 1 && listOf(given['status']).join() === status
  return (
    <nav class="tabs" aria-label="Vistas">
      {VIEWS.map(([nome, status]) => (
        <a
          href={status === null ? '/eventos' : `/eventos?status=${status}`}
          aria-current={isHere(status) ? 'page' : undefined}
        >
          {nome}
        </a>
      ))}
    </nav>
  )
}
