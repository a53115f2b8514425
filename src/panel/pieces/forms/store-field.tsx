/** The field for a store: a choice among those that the operator may see, or a number where they are too many. */
import type { Stores } from '../../session/stores.ts'
import { Field, Select } from './field.tsx'

interface StoreFieldProps {
  readonly stores: Stores
  readonly valor: string | undefined
  readonly problema?: string | undefined
  readonly idPrefix?: string
  /** Choices before the stores, such as `['', 'Todas']`. */
  readonly antes?: readonly (readonly [valor: string, texto: string])[]
}

export function StoreField({ stores, valor, problema, idPrefix, antes = [] }: StoreFieldProps) {
  const { lojas, todas } = stores
  const named = {
    nome: 'tenant',
    rotulo: 'Loja',
    valor,
    problema,
    ...(idPrefix === undefined ? {} : { idPrefix }),
  }
  if (!todas) return <Field {...named} dica="O número da loja." />
  const offered = [...antes, ...lojas.map(({ id, nome }) => [id, `${nome} (${id})`] as const)]
  // A value of the address that is none of the choices stays selected: the form must not change it by itself.
  const isOffered = valor === undefined || offered.some(([id]) => id === valor)
  return <Select {...named} opcoes={isOffered ? offered : [...offered, [valor, valor]]} />
}
