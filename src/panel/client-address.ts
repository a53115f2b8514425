/** The address of whoever is at the other end of the connection: behind a proxy, the proxy's. */
import type { PanelContext } from './panel-env.ts'

export function clientAddress(c: PanelContext): string {
  return (
    (c.env as Partial<PanelContext['env']> | undefined)?.incoming?.socket.remoteAddress ??
    'desconhecido'
  )
}
