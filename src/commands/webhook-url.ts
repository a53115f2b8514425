/** Where a marketplace posts its webhooks. */
import type { Config } from '../config.ts'

/** As seen from outside: PUBLIC_URL, or else made of the listener's own host and port. */
export function webhookUrl({ publicUrl, publicHost, publicPort, tls }: Config): string {
  const host = publicHost.includes(':') ? `[${publicHost}]` : publicHost
  const own = `${tls === null ? 'http' : 'https'}://${host}:${publicPort}`
  return `${publicUrl ?? own}/api/integracoes/ml/webhook`
}
