/** The acts on an event's page: reprocess the event, send the notice of one of its orders again, decide an uncertain one. */
import { answerDecideNotice } from '../acts/decide-notice.tsx'
import { answerReprocessEvent } from '../acts/reprocess-event.tsx'
import { answerResendNotice } from '../acts/resend-notice.tsx'
import type { ActPlace } from '../acts/answer-act.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp, PanelContext } from '../panel-env.ts'
import { EVENT_PATH, NUMBER } from './event-path.ts'
import { eventPage, noSuchEvent } from './page/event-page.tsx'
import { readEvent } from './page/read-event.ts'

export function eventActs(app: PanelApp, deps: PanelDeps): void {
  const pageOf = (c: PanelContext, id: string): ActPlace => ({
    next: `/eventos/${id}`,
    show: (refused) => eventPage(c, deps, id, refused),
  })

  app.post(`${EVENT_PATH}/reprocessar`, may('evento.reprocessar'), (c) => {
    const id = c.req.param('id')
    return answerReprocessEvent(c, deps, id, pageOf(c, id))
  })

  const resendPath = `${EVENT_PATH}/pedidos/:pedido${NUMBER}/reenviar` as const
  app.post(resendPath, may('aviso.reenviar'), (c) => {
    const { id, pedido } = c.req.param()
    const missing = async () => {
      const read = await readEvent(deps.query, c.var.operator, id)
      return read?.pedidos.some((each) => each.id === pedido) === true ? null : noSuchEvent(c)
    }
    return answerResendNotice(c, deps, pedido, { ...pageOf(c, id), missing })
  })

  const decidePath = `${EVENT_PATH}/avisos/:aviso${NUMBER}/decidir` as const
  app.post(decidePath, may('aviso.reenviar'), (c) => {
    const { id, aviso } = c.req.param()
    return answerDecideNotice(c, deps, aviso, pageOf(c, id))
  })
}
