/**
 * IP addresses and the networks that contain them. An IPv4 address written as IPv6 (::ffff:10.0.0.1) is that IPv4
 * address.
 */
import { BlockList, isIP } from 'node:net'

/** Whether an address belongs to one of the networks. */
export type AddressList = (address: string) => boolean

/** `networks` are valid `address/bits` texts: see `parseSetting.cidrs`. An empty list contains no address. */
export function addressList(networks: readonly string[]): AddressList {
  if (networks.length === 0) return () => false
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/')
    list.addSubnet(address, Number(bits), familyOf(address))
  }
  return (address) => list.check(address, familyOf(address))
}

/** The one spelling of an address, for counting and comparing; null for a text that is no address. */
export function plainAddress(text: string): string | null {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(text)?.[1]
  const address = (mapped ?? text).toLowerCase()
  // A link-local address may name an interface of this machine. That name must not leave it.
  return isIP(address) > 0 && !address.includes('%') ? address : null
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4'
}

/**
 * Whether only this machine can reach an address: `localhost`, 127.0.0.0/8 and ::1, with or without brackets. Any other
 * name counts as reachable from outside.
 */
export function isLoopback(host: string): boolean {
  const plain = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  if (plain === 'localhost') return true
  return isIP(plain) === 4 ? plain.startsWith('127.') : plain === '::1'
}
