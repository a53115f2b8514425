/** The views of the list that are asked for every day, one click each. */
import { type GivenFilters, listOf } from '../event-address.ts'

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
