/** The addresses that a connector takes events and notifications from, and how much that counts. */
import { addressList } from '../../core/http/address-list.ts'

export interface Allowlist {
  /** OBSERVAR: nobody is refused, and what would have been is counted. */
  readonly modo: 'DESLIGADA' | 'OBSERVAR' | 'EXIGIR'
  /** Null, an address that can't be told, is on no list. */
  has(address: string | null): boolean
}

const off: Allowlist = { modo: 'DESLIGADA', has: () => true }

/** As the database has them: `redes` are `address/bits`. */
export function createAllowlist(modo: string, redes: readonly string[]): Allowlist {
  if (modo !== 'OBSERVAR' && modo !== 'EXIGIR') return off
  const isListed = addressList(redes)
  return { modo, has: (address) => address !== null && isListed(address) }
}
