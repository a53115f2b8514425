/** A table of mappings, each with a link to its page. */
import { InertText } from '../pieces/text/inert-text.tsx'
import { Age } from '../pieces/text/moment.tsx'
import { StatusPill } from '../pieces/status-pill.tsx'
import { Table } from '../pieces/table.tsx'
import { storeText, type Stores } from '../session/stores.ts'
import type { Mapping } from './find-mappings.ts'
import { KIND_WORDS, kindPath, type MappingKind } from './mapping-kind.ts'

interface MappingTableProps {
  readonly kind: MappingKind
  readonly itens: readonly Mapping[]
  readonly stores: Stores
  readonly agora: Date
}

export function MappingTable({ kind, itens, stores, agora }: MappingTableProps) {
  const { titulo, externo, interno } = KIND_WORDS[kind]
  return (
    <Table titulo={titulo} colunas={[externo, interno, 'Loja', 'Canal', 'Mudou']}>
      {itens.map((mapping) => (
        <tr>
          <td>
            <a class="mono" href={`${kindPath(kind)}/${mapping.id}`}>
              <InertText text={mapping.externo} />
            </a>
          </td>
          <td>
            <Internal mapping={mapping} />
          </td>
          <td>
            {mapping.tenantId === null ? 'Todas as lojas' : storeText(stores, mapping.tenantId)}
          </td>
          <td>{mapping.canal}</td>
          <td class="tight">
            <Age at={mapping.updatedAt} agora={agora} />
          </td>
        </tr>
      ))}
    </Table>
  )
}

/** The internal value of a mapping, as its kind shows it. */
export function Internal({ mapping }: { mapping: Pick<Mapping, 'interno' | 'terminal'> }) {
  if (mapping.terminal === null) {
    return (
      <span class="mono">
        <InertText text={mapping.interno} />
      </span>
    )
  }
  return (
    <>
      <StatusPill status={mapping.interno} />
      {mapping.terminal ? <span class="hint"> terminal</span> : null}
    </>
  )
}
