/**
 * Finds the address of a client: the connection's own address, or, when that is a trusted proxy, the address that the
 * proxies report. Each proxy appends the address of its caller to the right of X-Forwarded-For. From the right, the
 * first address that is no trusted proxy is the client's; the client may have written everything left of it.
 */
import { addressList, plainAddress } from './address-list.ts'

/**
 * `remote` is the socket's address, `forwarded` the X-Forwarded-For header as it came. Null when the client is unknown.
 */
export type ClientAddress = (
  remote: string | undefined,
  forwarded: string | undefined,
) => string | null

/** `trustedProxies` are `address/bits` texts. Without any, the header is ignored. */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const isTrusted = addressList(trustedProxies)
  return (remote, forwarded) => {
    const address = remote === undefined ? null : plainAddress(remote)
    if (address === null || forwarded === undefined || !isTrusted(address)) return address
    return lastStranger(address, forwarded)
  }

  /** The rightmost hop that is no trusted proxy; when all are, the leftmost hop. */
  function lastStranger(proxy: string, forwarded: string): string | null {
    let address = proxy
    for (let end = forwarded.length; end >= 0;) {
      const start = forwarded.lastIndexOf(',', end - 1)
      const hop = hopAddress(forwarded.slice(start + 1, end).trim())
      if (hop === null) return null
      if (!isTrusted(hop)) return hop
      address = hop
      end = start
    }
    return address
  }
}

/** The address of a hop. Some proxies add the port: `10.0.0.1:4711`, `[fd00::1]:4711`. */
function hopAddress(hop: string): string | null {
  const bare = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(hop)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(hop)?.[1]
  return plainAddress(bare ?? hop)
}
