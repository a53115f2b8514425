/**
 * The panel: the screens of operators, DBAs and auditors, rendered on the server, for the internal listener.
 * Every act is a form that works without JavaScript. Scripts only save a reload.
 */
import { Hono } from 'hono'
import type { Running } from '../core/running.ts'
import { answerError } from './answer-error.tsx'
import { serveAssets } from './assets.ts'
import { dismissOnce } from './session/once-cookie.ts'
import { connectors } from './connectors/connectors.ts'
import { auditScreens } from './audit/audit-list.tsx'
import { account } from './account/account.ts'
import { signIn, signOut } from './entrance/sign-in.ts'
import { signInBySso } from './entrance/sign-in-by-sso.ts'
import { eventScreens } from './events/event-screens.ts'
import { formBody } from './requests/form-body.ts'
import { createLive } from './requests/live.ts'
import { bulkActScreens } from './bulk/bulk-act-screens.ts'
import { operators } from './operators/operators.ts'
import { mappingScreens } from './mappings/mapping-screens.ts'
import { home } from './home/home.tsx'
import type { PanelDeps } from './panel-deps.ts'
import type { PanelApp, PanelContext, PanelEnv } from './panel-env.ts'
import { orderScreens } from './orders/order-screens.ts'
import { outboxScreens } from './outbox/outbox-screens.ts'
import { pendingScreens } from './mappings/pending/pending-screens.ts'
import { problemPage } from './pieces/problem-page.tsx'
import { readOnly } from './session/may.ts'
import { giveUpConfirmed, ownForm } from './resume/keep-act.ts'
import { resumeActs } from './resume/resume-acts.tsx'
import { sameOrigin } from './session/same-origin.ts'
import { securityHeaders } from './session/security-headers.ts'
import { tokens } from './tokens/tokens.ts'
import { signedIn } from './session/signed-in.ts'

export interface Panel extends Running {
  readonly app: PanelApp
}

/** `stop` ends the live streams and the runs of connectors. Call it before the listener stops. */
export function createPanel(deps: PanelDeps): Panel {
  const { query, clock, log } = deps
  const app: PanelApp = new Hono<PanelEnv>()
  const live = createLive({ query: deps.liveQuery, clock, log })
  app.onError(answerError(log))
  app.notFound((c) => problemPage(c, 404, 'Não encontrado', 'Não há nada neste endereço.'))
  app.use(securityHeaders)
  app.use(async (c, next) => {
    c.set('agora', clock.now())
    c.set('secrets', deps.secrets)
    c.set('origem', addressOf(c, deps))
    await next()
  })
  serveAssets(app)
  app.use(sameOrigin)
  app.use(formBody)
  signIn(app, deps)
  signInBySso(app, deps)
  app.use(signedIn(deps))
  if (deps.readOnly) app.use(readOnly)
  app.use(ownForm)
  app.use(giveUpConfirmed)
  signOut(app, query)
  dismissOnce(app)
  resumeActs(app, deps)
  account(app, deps)
  operators(app, deps)
  tokens(app, deps)
  home(app, deps, live)
  eventScreens(app, deps, live)
  bulkActScreens(app, deps, live)
  orderScreens(app, deps)
  mappingScreens(app, deps)
  pendingScreens(app, deps)
  outboxScreens(app, deps)
  auditScreens(app, deps)
  const connectorRuns = connectors(app, deps)
  return {
    app,
    async stop() {
      await live.stop()
      await connectorRuns.stop()
    },
  }
}

/** The address that the throttle of the login counts by: the connection's own, or the one that a trusted proxy names. */
function addressOf(c: PanelContext, { clientAddress }: PanelDeps): string {
  // A request that came over no connection, as a test's may, has no bindings.
  const env = c.env as Partial<PanelContext['env']> | undefined
  const remote = env?.incoming?.socket.remoteAddress
  return clientAddress(remote, c.req.header('x-forwarded-for')) ?? 'desconhecido'
}
