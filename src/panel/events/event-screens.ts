/** Registers the screens of events: the list, the page of each event, and the acts on it. */
import type { Live } from '../requests/live.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp, PanelContext } from '../panel-env.ts'
import { eventList } from './list/event-list.tsx'
import { eventPage, noSuchEvent } from './page/event-page.tsx'
import { EVENT_PATH, NUMBER } from '../pieces/event-address.ts'
import { newEvents } from './list/new-events.tsx'
import { payloadScreens } from './payload/payload-screens.ts'
import { answerDecideNotice } from '../acts/decide-notice.tsx'
import { answerReprocessEvent } from '../acts/reprocess-event.tsx'
import { answerResendNotice } from '../acts/resend-notice.tsx'
import type { ActPlace } from '../acts/answer-act.ts'
import { readEvent } from './page/read-event.ts'

export function eventScreens(app: PanelApp, deps: PanelDeps, live: Live): void {
  eventList(app, deps)
  newEvents(app, deps, live)
  app.get(EVENT_PATH, may('ver'), (c) => eventPage(c, deps, c.req.param('id')))
  eventActs(app, deps)
  payloadScreens(app, deps)
}

/** Reprocess the event, send the notice of one of its orders again, decide an uncertain one. */
function eventActs(app: PanelApp, deps: PanelDeps): void {
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
      return read?.orders.some((each) => each.id === pedido) === true ? null : noSuchEvent(c)
    }
    return answerResendNotice(c, deps, pedido, { ...pageOf(c, id), missing })
  })

  const decidePath = `${EVENT_PATH}/avisos/:aviso${NUMBER}/decidir` as const
  app.post(decidePath, may('aviso.reenviar'), (c) => {
    const { id, aviso } = c.req.param()
    return answerDecideNotice(c, deps, aviso, pageOf(c, id))
  })
}
