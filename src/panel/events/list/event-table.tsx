/** A table of events, newest first, grouped by the day on which they came (in São Paulo). */
import { originWord, typeWord } from '../../pieces/words.ts'
import type { findEvents } from '../../../reads/find-events.ts'
import { maskText } from '../../../core/text/mask.ts'
import { dayText } from '../../requests/days.ts'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { Age } from '../../pieces/text/moment.tsx'
import { StatusPill } from '../../pieces/status-pill.tsx'
import { Table } from '../../pieces/table.tsx'
import type { Stores } from '../../session/stores.ts'

type Row = Awaited<ReturnType<typeof findEvents>>['itens'][number]

interface EventTableProps {
  readonly itens: readonly Row[]
  readonly agora: Date
  readonly stores: Stores
}

const zone = { timeZone: 'America/Sao_Paulo' }
const heading = new Intl.DateTimeFormat('pt-BR', { ...zone, dateStyle: 'full' })
const clock = new Intl.DateTimeFormat('pt-BR', { ...zone, timeStyle: 'medium' })
const COLUMNS = ['Recebido', 'Status', 'Evento', 'Loja', 'Origem']

export function EventTable({ itens, agora, stores }: EventTableProps) {
  const names = new Map(stores.lojas.map(({ id, nome }) => [id, nome]))
  const days = Map.groupBy(itens, ({ receivedAt }) => dayText(new Date(receivedAt)))
  return (
    <div class="timeline">
      <Table titulo="Eventos" colunas={COLUMNS}>
        {Array.from(days.values(), (rows) => (
          <>
            <tr class="day">
              <th colspan={COLUMNS.length} scope="colgroup">
                {heading.format(new Date(rows[0]?.receivedAt ?? agora))}
              </th>
            </tr>
            {rows.map((row) => (
              <EventRow row={row} agora={agora} nome={names.get(String(row.tenantId))} />
            ))}
          </>
        ))}
      </Table>
    </div>
  )
}

function EventRow({ row, agora, nome }: { row: Row; agora: Date; nome: string | undefined }) {
  const { id, externalId, tipo, versao, status, origem, receivedAt, tenantId, canal } = row
  return (
    <tr>
      <td class="tight">
        <time datetime={receivedAt}>{clock.format(new Date(receivedAt))}</time>
        <small>
          <Age at={receivedAt} agora={agora} />
        </small>
      </td>
      <td>
        <StatusPill status={status} />
        <Note row={row} />
      </td>
      <td>
        <a href={`/eventos/${id}`}>
          <InertText text={externalId} />
        </a>
        <small>
          {typeWord(tipo)}
          {versao === null ? '' : ` · v${versao}`} · nº {id}
        </small>
      </td>
      <td>
        {nome ?? `Loja ${tenantId}`}
        <small>{tenantId}</small>
      </td>
      <td>
        {originWord(origem)}
        <small>{canal}</small>
      </td>
    </tr>
  )
}

/** The one fact that matters besides the status. */
function Note({ row: { status, erro, duplicadoDe, reprocessCount } }: { row: Row }) {
  if (status === 'DUPLICADO' && duplicadoDe !== null) {
    return (
      <small>
        do nº {duplicadoDe}
        {erro === 'CONFLITO' ? ', com outro conteúdo' : ''}
      </small>
    )
  }
  if (erro !== null) return <small class="fault">{short(maskText(erro))}</small>
  return reprocessCount > 0 ? <small>{reprocessCount}× reprocessado</small> : null
}

function short(text: string) {
  return <InertText text={text.length > 90 ? `${text.slice(0, 89)}…` : text} />
}
