/** The active filters, each as a link to the same list without it. */
import { originWord, statusWord, typeWord } from './words.ts'
import type { Child } from 'hono/jsx'
import { eventAddress, type GivenFilters, listOf } from './event-address.ts'

const NAMES: Readonly<Record<string, string>> = {
  status: 'Status',
  tipo: 'Tipo',
  canal: 'Canal',
  tenant: 'Loja',
  external_id: 'Id externo',
  trace_id: 'Rastreio',
  origem: 'Origem',
  data: 'Dia',
  data_de: 'De',
  data_ate: 'Até',
}

/** `fixos`: the filters are shown without links that remove them. */
export function ActiveChips({ given, fixos = false }: { given: GivenFilters; fixos?: boolean }) {
  const chips = Object.keys(NAMES).flatMap((name) =>
    listOf(given[name])
      .filter((value) => value !== '')
      .map((value) => ({ name, value })),
  )
  if (chips.length === 0) return null
  return (
    <ul class="chips" aria-label="Filtros ativos">
      {chips.map(({ name, value }) => (
        <li>
          <Chip href={fixos ? null : without(given, name, value)} nome={NAMES[name] ?? name}>
            {readable(name, value)}
          </Chip>
        </li>
      ))}
      {fixos ? null : (
        <li>
          <a href="/eventos">Limpar tudo</a>
        </li>
      )}
    </ul>
  )
}

function Chip(props: { href: string | null; nome: string; children?: Child }) {
  const { href, nome, children } = props
  if (href === null) {
    return (
      <span class="chip">
        {nome}: <bdi>{children}</bdi>
      </span>
    )
  }
  return (
    <a class="chip" href={href}>
      <span class="unseen">Tirar o filtro </span>
      {nome}: <bdi>{children}</bdi> <span aria-hidden="true">×</span>
    </a>
  )
}

/** The first page of the list without one value of one filter. */
function without(given: GivenFilters, name: string, value: string): string {
  const rest = listOf(given[name]).filter((other) => other !== value)
  return eventAddress(given, { [name]: rest, cursor: null })
}

function readable(name: string, value: string): string {
  if (name === 'origem') return originWord(value)
  if (name === 'status') return statusWord(value)
  if (name === 'tipo') return typeWord(value)
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? []
  return name.startsWith('data') && year !== undefined ? `${day}/${month}/${year}` : value
}
