/** One row of the queue with all that is known of it, and what a person may do with it once it is dead. */
import { randomUUID } from 'node:crypto'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { maskText } from '../../core/text/mask.ts'
import type { Query } from '../../db/connect/query.ts'
import type { PanelContext } from '../panel-env.ts'
import { mayDo } from '../session/permissions.ts'
import { ActForm } from '../pieces/forms/act-form.tsx'
import { Banner } from '../pieces/banner.tsx'
import { Facts } from '../pieces/facts.tsx'
import { InertText } from '../pieces/text/inert-text.tsx'
import { Age, Moment } from '../pieces/text/moment.tsx'
import { page } from '../pieces/page.tsx'
import { StatusPill } from '../pieces/status-pill.tsx'
import type { Typed } from '../requests/read-form.ts'
import { readStores, storeText } from '../session/stores.ts'
import type { OutboxRow } from './find-outbox.ts'
import { Until } from './outbox-table.tsx'
import { sentence } from './sentence.ts'
import { DESTINATION_TEXTS, whyText } from './why-text.ts'

interface RowView {
  readonly typed?: Typed
  /** The act whose form was not filled in as it must, and what was wrong. */
  readonly wrong?: { readonly acao: DeadAct; readonly problema: string }
  /** Why the act was refused. */
  readonly frase?: string
  readonly status?: ContentfulStatusCode
}

export type DeadAct = 'devolver' | 'descartar'

export async function outboxRowPage(
  c: PanelContext,
  query: Query,
  row: OutboxRow,
  { typed = {}, wrong, frase, status = 200 }: RowView = {},
): Promise<Response> {
  const { operator, agora } = c.var
  const stores = await readStores(query, operator)
  const { id, destino, eventoId, pedidoId, externalId, ultimoErro } = row
  return page(
    c,
    {
      titulo: `${DESTINATION_TEXTS[destino]} ${id}`,
      resumo: sentence(whyText(row)),
      acima: ['/outbox', 'Outbox'],
      status,
    },
    <>
      {frase === undefined ? null : <Banner tom="aviso">{frase}</Banner>}
      {ultimoErro === null ? null : (
        <section class="card">
          <h2>Último erro</h2>
          <p class="mono">
            <InertText text={maskText(ultimoErro)} />
          </p>
        </section>
      )}
      {row.status === 'MORTO' ? <DeadActs {...{ c, row, typed, wrong }} /> : null}
      <section class="card outbox-row">
        <Facts
          fatos={[
            ['Status', <StatusPill status={row.status} />],
            ['Até quando', <Until row={row} agora={agora} />],
            ['Por quem', row.bloqueadoPor],
            ['Na fila desde', <Moment at={row.criadoEm} />],
            ['Idade', <Age at={row.criadoEm} agora={agora} />],
            ['Tentativas', String(row.tentativas)],
            ['Adiamentos', String(row.adiamentos)],
            ['Loja', storeText(stores, row.tenantId)],
            ['Canal', row.canal],
            destino === 'NOTIFICAR'
              ? ['Pedido', <Named path="/pedidos" id={pedidoId} nome={externalId} />]
              : ['Evento', <Named path="/eventos" id={eventoId} nome={externalId} />],
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

interface DeadActsProps {
  readonly c: PanelContext
  readonly row: OutboxRow
  readonly typed: Typed
  readonly wrong: RowView['wrong']
}

function DeadActs({ c, row, typed, wrong }: DeadActsProps) {
  const isNotice = row.destino === 'NOTIFICAR'
  const acts = [
    [
      'devolver',
      'Devolver à fila',
      isNotice
        ? 'O aviso é enviado ao cliente, com todas as tentativas.'
        : 'O evento volta à fila como um reprocessamento, com todas as tentativas.',
    ],
    [
      'descartar',
      'Descartar',
      isNotice
        ? 'O cliente não é avisado. A linha inteira fica na auditoria.'
        : 'O evento fica IGNORADO e não tem efeito. A linha inteira fica na auditoria.',
    ],
  ] as const
  const allowed = acts.filter(([acao]) => mayDo(c.var.operator.papel, `outbox.${acao}`))
  if (allowed.length === 0) return null
  return (
    <section class="card">
      <h2>Espera que alguém decida</h2>
      <div class="acts">
        {allowed.map(([acao, titulo, efeito]) => (
          <ActForm
            action={`/outbox/${row.id}/${acao}`}
            titulo={titulo}
            efeito={efeito}
            perigo={acao === 'descartar'}
            motivo={typed['motivo']}
            problema={wrong?.acao === acao ? wrong.problema : undefined}
          >
            <input type="hidden" name="chave" value={typed['chave'] ?? randomUUID()} />
          </ActForm>
        ))}
      </div>
    </section>
  )
}
