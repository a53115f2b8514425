/** Makes the addresses at which the marketplace and a seller's browser reach the public listener. */
import type { Config } from '../settings/config.ts'

/** PUBLIC_URL, or else an address made of the listener's own host and port. */
export function publicOrigin({ publicUrl, publicHost, publicPort, tls }: Config): string {
  const host = publicHost.includes(':') ? `[${publicHost}]` : publicHost
  return publicUrl ?? `${tls === null ? 'http' : 'https'}://${host}:${publicPort}`
}

/**
 * Where a marketplace posts its webhooks. `path` is the part of the address that belongs to an application: its notifications
 * go there. Signed envelopes may go to either address.
 */
export function publicWebhookUrl(origin: string, path: string | null = null): string {
  const plain = `${origin}/api/integracoes/ml/webhook`
  return path === null ? plain : `${plain}/${path}`
}

/** Where Mercado Livre sends a seller's browser back after the seller has authorized the application. */
export function publicReturnUrl(origin: string): string {
  return `${origin}/api/integracoes/ml/autorizacao`
}
