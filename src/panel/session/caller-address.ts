/** The address of whoever is at the other end, where that can be told: what the throttle of the entrance counts by. */
import type { ClientAddress } from '../../core/http/client-address.ts'
import type { PanelContext } from '../panel-env.ts'

/** As `of` tells it: the connection's own, or what a trusted proxy says. */
export function clientAddressOf(c: PanelContext, of: ClientAddress): string {
  // A request that came over no connection, as a test's may, has no bindings.
  const env = c.env as Partial<PanelContext['env']> | undefined
  return of(env?.incoming?.socket.remoteAddress, c.req.header('x-forwarded-for')) ?? 'desconhecido'
}
