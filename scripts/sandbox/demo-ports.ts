/** Ports for the demo: the usual ones, or free ones where another program has taken them. */
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** Resolves to `wanted`, or to any free port of loopback where it is taken. */
export async function freePort(wanted: number): Promise<number> {
  return (await listened(wanted)) ?? (await listened(0)) ?? 0
}

async function listened(port: number): Promise<number | null> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  } catch {
    return null
  } finally {
    server.close()
  }
}
