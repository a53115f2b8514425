/** Whether only this machine can reach an address. */
import { isIP } from 'node:net'

/**
 * True for `localhost`, 127.0.0.0/8 and ::1, the latter with brackets too. Any other name counts as
 * reachable.
 */
export function isLoopback(host: string): boolean {
  const plain = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  if (plain === 'localhost') return true
  return isIP(plain) === 4 ? plain.startsWith('127.') : plain === '::1'
}
