/** Notifications, as the marketplace posts them and as somebody else might. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { readNotification } from '../../../src/mercado-livre/translate/notification.ts'
import { resourceOf } from '../../../src/mercado-livre/translate/resource.ts'
import { fixtureText } from '../../support/marketplace/marketplace-fixture.ts'
import { instantOf } from '../../../src/mercado-livre/translate/json-part.ts'

suite('what is read of a notification', () => {
  const expected = [
    [
      'notification-orders_v2',
      '468424240',
      '5503910054141466',
      { kind: 'order', id: '2195160686' },
    ],
    ['notification-shipments', '1234', '12341234', { kind: 'shipment', id: '40546549876' }],
    ['notification-payments', null, null, null],
    ['notification-items-with-_id', null, null, null],
    ['notification-messages-subtopic-actions', null, null, null],
    ['notification-post_purchase-claims', null, null, null],
    ['notification-fbm_stock_operations', null, null, null],
  ] as const
  for (const [name, userId, applicationId, resource] of expected) {
    test(name, () => {
      const read = readNotification(fixtureText(name))
      assert.ok(read !== null)
      assert.deepEqual(resourceOf(read.topic, read.resource), resource)
      if (userId !== null) assert.equal(read.userId, userId)
      if (applicationId !== null) assert.equal(read.applicationId, applicationId)
    })
  }

  const body = (changes: object) =>
    JSON.stringify({
      resource: '/orders/1',
      topic: 'orders_v2',
      user_id: 7,
      application_id: 8,
      received: '2026-01-01T00:00:00.000Z',
      ...changes,
    })
  const key = (changes: object) => readNotification(body(changes))?.key

  test('the notification’s own id is its key, under either name', () => {
    assert.equal(key({ _id: 'a' }), 'a')
    assert.equal(key({ id: 'b' }), 'b')
  })

  test('without an id, another attempt at it has the same key, and another notification has not', () => {
    const first = key({ attempts: 1, sent: '2026-01-01T00:00:01.000Z' })
    assert.equal(key({ attempts: 5, sent: '2026-01-01T00:31:01.000Z' }), first)
    assert.notEqual(key({ received: '2026-01-01T00:00:00.001Z' }), first)
    assert.notEqual(key({ resource: '/orders/2' }), first)
    assert.notEqual(key({ user_id: 9 }), first)
    assert.notEqual(key({ application_id: 9 }), first)
  })

  test('the time of receipt counts in its misspelling too', () => {
    const misspelt = (at: string) => key({ received: undefined, recieved: at })
    assert.notEqual(misspelt('2026-01-01T00:00:00Z'), misspelt('2026-01-02T00:00:00Z'))
  })

  test('without a time of receipt the time of sending counts', () => {
    const sent = (at: string) => key({ received: undefined, sent: at })
    assert.notEqual(sent('2026-01-01T00:00:00Z'), sent('2026-01-02T00:00:00Z'))
  })

  test('an application of 19 digits keeps each of them, and a user may be text', () => {
    const text = body({ user_id: '468424240' }).replace(':8,', ':1234567890123456789,')
    const read = readNotification(text)
    assert.equal(read?.applicationId, '1234567890123456789')
    assert.equal(read?.userId, '468424240')
  })

  for (const bad of [
    '',
    '{',
    '[]',
    'null',
    '"x"',
    '{}',
    body({ user_id: '../1' }),
    body({ topic: 9, resource: '/items/1' }),
  ]) {
    test(`is no notification: ${bad.slice(0, 60)}`, () => assert.equal(readNotification(bad), null))
  }
})

suite('what a resource may look like', () => {
  for (const evil of [
    '//evil/orders/1',
    '/orders/1/../../oauth/token',
    '/orders/../oauth/token',
    '/orders/1@host',
    '@host/orders/1',
    '/orders/%31',
    '/orders/1?x=1',
    '/orders/1#',
    '/orders/1\n',
    '/orders/١',
    '/orders/-1',
    '/orders/1e3',
    '/orders/0',
    ' /orders/1',
    'orders/1',
    'http://evil/orders/1',
    '/shipments/1',
  ]) {
    test(`refused as an order: ${JSON.stringify(evil)}`, () => {
      assert.equal(resourceOf('orders_v2', evil), null)
    })
  }

  test('only digits of the path are kept', () => {
    const piece = fc.constantFrom(
      '/',
      '..',
      'orders',
      'shipments',
      '1',
      '23',
      '@',
      '%2e',
      '\\',
      '١',
    )
    const path = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.constantFrom('orders_v2', 'shipments'), path, (topic, text) => {
        const id = resourceOf(topic, text)?.id
        assert.ok(id === undefined || /^[1-9]\d*$/.test(id))
      }),
    )
  })

  test('a topic is looked up by its own name only', () => {
    assert.equal(resourceOf('constructor', '/orders/1'), null)
    assert.equal(resourceOf('toString', '/orders/1'), null)
  })
})

suite('dates', () => {
  const noon = Date.parse('2026-09-27T16:00:00.123Z')
  for (const text of [
    '2026-09-27T12:00:00.123-04:00',
    '2026-09-27T12:00:00.123-0400',
    '2026-09-27T16:00:00.123Z',
    '2026-09-27T16:00:00.123456789Z',
    ' 2026-09-27 16:00:00.123+00 ',
  ]) {
    test(text, () => assert.equal(instantOf(text), noon))
  }
  test('as a number, or its digits', () => {
    assert.equal(instantOf(noon), noon)
    assert.equal(instantOf(String(noon)), noon)
  })
  for (const bad of [
    '2026-09-27',
    '2026-13-27T12:00:00Z',
    '2026-09-27T12:00:00',
    '',
    null,
    5,
    noon / 1000,
    -noon,
    {},
  ]) {
    test(`no date: ${JSON.stringify(bad)}`, () => assert.equal(instantOf(bad), null))
  }
})
