/** The screens of events: the list, and each event's own. */
import type { Live } from '../requests/live.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { eventActs } from './event-acts.ts'
import { eventList } from './list/event-list.tsx'
import { eventPage } from './page/event-page.tsx'
import { EVENT_PATH } from './event-path.ts'
import { newEvents } from './list/new-events.tsx'
import { payloadScreens } from './payload/payload-screens.ts'

export function eventScreens(app: PanelApp, deps: PanelDeps, live: Live): void {
  eventList(app, deps)
  newEvents(app, deps, live)
  app.get(EVENT_PATH, may('ver'), (c) => eventPage(c, deps, c.req.param('id')))
  eventActs(app, deps)
  payloadScreens(app, deps)
}
