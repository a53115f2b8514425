/** The addresses from which a connector takes events and notifications, and whether others are refused. */
import { addressList } from '../../core/http/address-list.ts'

export interface Allowlist {
  /** OBSERVAR: nobody is refused, and requests that EXIGIR would refuse are counted. */
  readonly mode: 'DESLIGADA' | 'OBSERVAR' | 'EXIGIR'
  /** False for null, an address that can't be told. */
  has(address: string | null): boolean
}

const off: Allowlist = { mode: 'DESLIGADA', has: () => true }

/** Both as the database has them: `networks` are `address/bits`. */
export function createAllowlist(mode: string, networks: readonly string[]): Allowlist {
  if (mode !== 'OBSERVAR' && mode !== 'EXIGIR') return off
  const isListed = addressList(networks)
  return { mode, has: (address) => address !== null && isListed(address) }
}
