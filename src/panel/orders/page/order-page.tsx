/** GET /pedidos/ID: what the counter needs of one order first, then all that is known of it. */
import { isId } from '../../../core/id.ts'
import type { RefusedAct } from '../../acts/refused-act.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp, PanelContext } from '../../panel-env.ts'
import { mayDo } from '../../session/permissions.ts'
import { Banner, orBanner } from '../../pieces/banner.tsx'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { page } from '../../pieces/page.tsx'
import { problemPage } from '../../pieces/problem-page.tsx'
import { SearchBox } from '../../pieces/forms/search-box.tsx'
import { StatusPill } from '../../pieces/status-pill.tsx'
import { readStores, storeText } from '../../session/stores.ts'
import { NoticesCard } from './notices-card.tsx'
import { OrderFacts, OrderItems, OrderVolumes } from './order-contents.tsx'
import { OrderTimeline, readEvents } from './order-timeline.tsx'
import { PickUpCard } from './pick-up-card.tsx'
import { readOrder } from './read-order.ts'

export const ORDER_PATH = '/pedidos/:id{[1-9][0-9]{0,18}}'

export function orderPage(app: PanelApp, deps: PanelDeps): void {
  app.get(ORDER_PATH, may('ver'), (c) => showOrder(c, deps, c.req.param('id')))
}

/** `refused`: the act that was sent here and not done. */
export async function showOrder(
  c: PanelContext,
  { query, localMedia }: PanelDeps,
  id: string,
  refused?: RefusedAct,
): Promise<Response> {
  const { operator, agora } = c.var
  const patient = { ...operator, statementTimeoutMs: 3000 }
  const read = isId(id) ? await readOrder(query, patient, id) : null
  if (read === null) return problemPage(c, 404, 'Não encontrado', 'Pedido não encontrado.')
  const { order } = read
  const stores = await readStores(query, operator)
  const timeline = await orBanner(async () => (
    <OrderTimeline read={read} events={await readEvents(query, patient, order)} />
  ))
  return page(
    c,
    {
      titulo: `Pedido ${order.externalId ?? `nº ${order.id}`}`,
      resumo: (
        <>
          <StatusPill status={order.status} /> {storeText(stores, order.tenantId)}
        </>
      ),
      acima: ['/pedidos', 'Pedidos'],
      leitor: true,
      ...(refused === undefined ? {} : { status: refused.status }),
    },
    <>
      {refused === undefined ? null : (
        <Banner tom="erro">
          <InertText text={refused.sentence} />
        </Banner>
      )}
      <SearchBox />
      <PickUpCard
        read={read}
        agora={agora}
        mayPickUp={mayDo(operator.papel, 'pedido.retirar')}
        refused={refused}
      />
      <div class="grid order">
        <OrderFacts pedido={order} agora={agora} />
        <NoticesCard
          read={read}
          agora={agora}
          mayResend={mayDo(operator.papel, 'aviso.reenviar')}
          localMedia={localMedia}
          refused={refused}
        />
      </div>
      <OrderItems itens={read.items} />
      <OrderVolumes volumes={read.volumes} />
      {timeline}
    </>,
  )
}
