/** Registers the screens of orders: the list, the page of each order, and the acts on it. */
import type { PanelDeps } from '../panel-deps.ts'
import type { Operator, PanelApp, PanelContext } from '../panel-env.ts'
import { orderList } from './list/order-list.tsx'
import { ORDER_PATH, orderPage, showOrder } from './page/order-page.tsx'
import { tenantCondition } from '../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import type { ActPlace } from '../acts/answer-act.ts'
import { answerDecideNotice } from '../acts/decide-notice.tsx'
import { answerPickUp } from '../acts/pick-up.tsx'
import { answerResendNotice } from '../acts/resend-notice.tsx'
import { answerUndoPickUp } from '../acts/undo-pick-up.tsx'
import { may } from '../session/may.ts'
import { problemPage } from '../pieces/problem-page.tsx'

export function orderScreens(app: PanelApp, deps: PanelDeps): void {
  orderList(app, deps)
  orderPage(app, deps)
  orderActs(app, deps)
}

/** Note that the order was picked up, undo that, send its notice again, decide an uncertain one. */
function orderActs(app: PanelApp, deps: PanelDeps): void {
  const pageOf = (c: PanelContext, id: string): ActPlace => ({
    next: `/pedidos/${id}`,
    show: (refused) => showOrder(c, deps, id, refused),
  })

  for (const [name, permission, answer] of [
    ['retirar', 'pedido.retirar', answerPickUp],
    ['desfazer', 'pedido.retirar', answerUndoPickUp],
    ['avisar', 'aviso.reenviar', answerResendNotice],
  ] as const) {
    app.post(`${ORDER_PATH}/${name}`, may(permission), (c) => {
      const id = c.req.param('id') ?? ''
      return answer(c, deps, id, pageOf(c, id))
    })
  }

  const decidePath = `${ORDER_PATH}/avisos/:aviso{[1-9][0-9]{0,17}}/decidir` as const
  app.post(decidePath, may('aviso.reenviar'), (c) => {
    const { id, aviso } = c.req.param()
    const missing = async () => {
      if (await isNoticeOf(deps.query, c.var.operator, id, aviso)) return null
      return problemPage(c, 404, 'Não encontrado', 'Aviso não encontrado neste pedido.')
    }
    return answerDecideNotice(c, deps, aviso, { ...pageOf(c, id), missing })
  })
}

function isNoticeOf(
  query: Query,
  operator: Operator,
  orderId: string,
  noticeId: string,
): Promise<boolean> {
  return query.as(operator).exists(sql.unsafe`
    select from ops.notificacao as e
    where e.id = ${noticeId}::bigint
      and e.pedido_id = ${orderId}::bigint
      and ${tenantCondition(operator)}`)
}
