/** The page of one row of the queue: all that is known of it, and the acts on a dead one. */
import { maskText } from '../../core/text/mask.ts'
import { DeadRowForms } from '../acts/dead-row.tsx'
import type { RefusedAct } from '../acts/refused-act.ts'
import type { Query } from '../../db/connect/query.ts'
import type { PanelContext } from '../panel-env.ts'
import { Banner } from '../pieces/banner.tsx'
import { Facts } from '../pieces/facts.tsx'
import { InertText } from '../pieces/text/inert-text.tsx'
import { Age, Moment } from '../pieces/text/moment.tsx'
import { page } from '../pieces/page.tsx'
import { StatusPill } from '../pieces/status-pill.tsx'
import { readStores, storeText } from '../session/stores.ts'
import type { OutboxRow } from './find-outbox.ts'
import { Until } from './outbox-table.tsx'
import { sentence } from '../../core/text/sentence.ts'
import { DESTINATION_TEXTS, whyText } from './why-text.ts'

/** `refused` is an act on the row that was not done. What is wrong with its form stands beside the form. */
export async function outboxRowPage(
  c: PanelContext,
  query: Query,
  row: OutboxRow,
  refused?: RefusedAct,
): Promise<Response> {
  const { operator, agora } = c.var
  const stores = await readStores(query, operator)
  const { id, destino, eventId, orderId, externalId, lastError } = row
  return page(
    c,
    {
      titulo: `${DESTINATION_TEXTS[destino]} ${id}`,
      resumo: sentence(whyText(row)),
      acima: ['/outbox', 'Outbox'],
      ...(refused === undefined ? {} : { status: refused.status }),
    },
    <>
      {refused === undefined || refused.malformed ? null : (
        <Banner tom="aviso">{refused.sentence}</Banner>
      )}
      {lastError === null ? null : (
        <section class="card">
          <h2>Último erro</h2>
          <p class="mono">
            <InertText text={maskText(lastError)} />
          </p>
        </section>
      )}
      {row.status === 'MORTO' ? (
        <DeadRowForms role={operator.papel} row={row} refused={refused} />
      ) : null}
      <section class="card outbox-row">
        <Facts
          fatos={[
            ['Status', <StatusPill status={row.status} />],
            ['Até quando', <Until row={row} agora={agora} />],
            ['Por quem', row.leasedBy],
            ['Na fila desde', <Moment at={row.createdAt} />],
            ['Idade', <Age at={row.createdAt} agora={agora} />],
            ['Tentativas', String(row.attempts)],
            ['Adiamentos', String(row.adiamentos)],
            ['Loja', storeText(stores, row.tenantId)],
            ['Canal', row.canal],
            destino === 'NOTIFICAR'
              ? ['Pedido', <Named path="/pedidos" id={orderId} nome={externalId} />]
              : ['Evento', <Named path="/eventos" id={eventId} nome={externalId} />],
            ['Reprocessamento', row.reprocessId],
            ['Rastreio', row.traceId],
          ]}
        />
      </section>
    </>,
  )
}

interface NamedProps {
  readonly path: string
  readonly id: string | null
  readonly nome: string | null
}

function Named({ path, id, nome }: NamedProps) {
  if (id === null) return <span class="none">—</span>
  return (
    <a href={`${path}/${id}`}>
      <InertText text={nome ?? id} />
    </a>
  )
}
