/** The client's address comes from the connection and from trusted proxies, and from nobody else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressList, plainAddress } from '../../../src/core/http/address-list.ts'
import { createClientAddress } from '../../../src/core/http/client-address.ts'

const behind = createClientAddress(['10.0.0.0/8', '192.168.1.1/32', 'fd00::/8'])

test('without a trusted proxy the header is ignored', () => {
  const direct = createClientAddress([])
  assert.equal(direct('198.51.100.7', '203.0.113.1'), '198.51.100.7')
  assert.equal(direct('10.0.0.1', '203.0.113.1'), '10.0.0.1')
})

test('a header that did not pass a trusted proxy is ignored', () => {
  assert.equal(behind('198.51.100.7', '203.0.113.1'), '198.51.100.7')
  assert.equal(behind('198.51.100.7', '10.0.0.1'), '198.51.100.7')
})

for (const [name, remote, forwarded, expected] of [
  ['the only hop', '10.0.0.1', '203.0.113.1', '203.0.113.1'],
  ['no header: the proxy itself', '10.0.0.1', undefined, '10.0.0.1'],
  ['past several proxies', '10.0.0.1', '203.0.113.1, 192.168.1.1 , 10.9.9.9', '203.0.113.1'],
  ['what the client wrote before', '10.0.0.1', '54.88.218.97, 203.0.113.1', '203.0.113.1'],
  ['a spoofed proxy before', '10.0.0.1', '54.88.218.97, 10.0.0.2, 203.0.113.1', '203.0.113.1'],
  ['only proxies: the first of them', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ['IPv6', 'fd00::1', '2001:DB8::5', '2001:db8::5'],
  ['IPv4 written as IPv6, both ends', '::ffff:10.0.0.1', '::ffff:203.0.113.1', '203.0.113.1'],
  ['a port', '10.0.0.1', '203.0.113.1:4711', '203.0.113.1'],
  ['a port of IPv6', '10.0.0.1', '[2001:db8::5]:4711', '2001:db8::5'],
  ['garbage', '10.0.0.1', '203.0.113.1, unknown', null],
  ['an empty hop', '10.0.0.1', '203.0.113.1,', null],
  ['an empty header', '10.0.0.1', '', null],
  ['an address with a zone', '10.0.0.1', 'fe80::1%eth0', null],
] as const) {
  test(`through a trusted proxy: ${name}`, () => {
    assert.equal(behind(remote, forwarded), expected)
  })
}

test('a socket without an address gives no client address', () => {
  assert.equal(behind(undefined, '203.0.113.1'), null)
})

test('a list contains the addresses of its networks, however they are written', () => {
  const has = addressList(['203.0.113.0/24', '2001:db8::/32'])
  for (const inside of ['203.0.113.1', '::ffff:203.0.113.255', '2001:db8:ffff::1']) {
    assert.equal(has(inside), true, inside)
  }
  for (const outside of ['203.0.114.1', '::ffff:203.0.112.255', '2001:db9::1']) {
    assert.equal(has(outside), false, outside)
  }
  assert.equal(addressList([])('203.0.113.1'), false)
  assert.equal(addressList(['0.0.0.0/0'])('2001:db8::1'), false)
})

test('an address has one spelling, and a text that is no address has none', () => {
  assert.equal(plainAddress('::FFFF:1.2.3.4'), '1.2.3.4')
  assert.equal(plainAddress('FD00::1'), 'fd00::1')
  for (const text of ['', '1.2.3', '1.2.3.4.5', '999.1.1.1', '::ffff:999.1.1.1', 'localhost'])
    assert.equal(plainAddress(text), null, text)
})
