/** The service's public listener as seen from outside: PUBLIC_URL, or else made of its own host and port. */
import type { Config } from '../settings/config.ts'

export function publicOrigin({ publicUrl, publicHost, publicPort, tls }: Config): string {
  const host = publicHost.includes(':') ? `[${publicHost}]` : publicHost
  return publicUrl ?? `${tls === null ? 'http' : 'https'}://${host}:${publicPort}`
}
