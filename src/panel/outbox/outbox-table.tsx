/** A table of rows of the queue: what each is, why it is there, until when, and which process has it. */
import { maskText } from '../../core/text/mask.ts'
import { InertText } from '../pieces/text/inert-text.tsx'
import { Age } from '../pieces/text/moment.tsx'
import { StatusPill } from '../pieces/status-pill.tsx'
import { Table } from '../pieces/table.tsx'
import { type Stores, storeText } from '../session/stores.ts'
import type { OutboxRow } from './find-outbox.ts'
import { DESTINATION_TEXTS, untilWhat, whyText } from './why-text.ts'

interface OutboxTableProps {
  readonly itens: readonly OutboxRow[]
  readonly stores: Stores
  readonly agora: Date
}

export function OutboxTable({ itens, stores, agora }: OutboxTableProps) {
  const isOneStore = stores.todas && stores.lojas.length < 2
  const columns = ['O que', 'Status', 'Por que', 'Até quando', 'Desde', 'Por quem']
  return (
    <div class="stacked">
      <Table titulo="Fila" colunas={isOneStore ? columns : [...columns, 'Loja']}>
        {itens.map((row) => (
          <tr>
            <td>
              <a href={`/outbox/${row.id}`}>
                {DESTINATION_TEXTS[row.destino]} {row.id}
              </a>
              {row.externalId === null ? null : (
                <small class="mono">
                  <InertText text={row.externalId} />
                </small>
              )}
            </td>
            <td class="tight">
              <StatusPill status={row.status} />
            </td>
            <td>
              {whyText(row)}
              <Trouble row={row} />
            </td>
            <td class="tight" data-rotulo="Até quando:">
              <Until row={row} agora={agora} />
            </td>
            <td class="tight" data-rotulo="Desde:">
              <Age at={row.createdAt} agora={agora} />
            </td>
            <td data-rotulo="Por quem:">{row.leasedBy ?? <span class="none">—</span>}</td>
            {isOneStore ? null : <td>{storeText(stores, row.tenantId)}</td>}
          </tr>
        ))}
      </Table>
    </div>
  )
}

export function Until({ row, agora }: { row: OutboxRow; agora: Date }) {
  const until = untilWhat(row)
  if (typeof until === 'string') return <>{until}</>
  return (
    <>
      {until < agora ? 'venceu ' : null}
      <Age at={until} agora={agora} />
    </>
  )
}

const SHOWN_MAX = 120

function Trouble({ row: { attempts, lastError } }: { row: OutboxRow }) {
  if (lastError === null) return null
  const text = maskText(lastError)
  return (
    <small>
      {attempts > 0 ? `${attempts}ª tentativa: ` : null}
      <InertText text={text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX - 1)}…` : text} />
    </small>
  )
}
