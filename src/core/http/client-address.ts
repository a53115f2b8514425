/**
 * Who is at the other end: the connection's own address, or, where that is a trusted proxy's, what the proxies say. Each
 * proxy adds the address that it was called from at the right of X-Forwarded-For, so that only what stands right of the
 * first stranger is known: a client may have written the rest itself.
 */
import { addressList, plainAddress } from './address-list.ts'

/** `remote` is the socket's; `forwarded` X-Forwarded-For as it came. Null where it can't be told. */
export type ClientAddress = (
  remote: string | undefined,
  forwarded: string | undefined,
) => string | null

/** `trustedProxies` as `address/bits`. None of them: no header is believed. */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const isTrusted = addressList(trustedProxies)
  return (remote, forwarded) => {
    const address = remote === undefined ? null : plainAddress(remote)
    if (address === null || forwarded === undefined || !isTrusted(address)) return address
    return lastStranger(address, forwarded)
  }

  /** The rightmost hop that is no proxy of ours; where all are, the one that came first. */
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

/** Some proxies write the port too: `10.0.0.1:4711`, `[fd00::1]:4711`. */
function hopAddress(hop: string): string | null {
  const bare = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(hop)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(hop)?.[1]
  return plainAddress(bare ?? hop)
}
