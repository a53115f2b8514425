/** One request to the marketplace, and what is made of every way in which it may be answered. */
import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import { systemClock } from '../../../src/core/clock.ts'
import type { Answer } from '../../../src/mercado-livre/http/answer.ts'
import { createAsk } from '../../../src/mercado-livre/http/ask.ts'
import { request } from '../../../src/mercado-livre/http/request.ts'
import { fixtureText } from '../../support/marketplace/marketplace-fixture.ts'
import { testMarketplace } from '../../support/marketplace/test-marketplace.ts'

const token = 'APP_USR-0000-a-token-of-the-test'

async function marketplace(t: TestContext, { timeoutMs = 5000 } = {}) {
  const there = await testMarketplace(t)
  const ask = createAsk({ apiUrl: there.url, timeoutMs, clock: systemClock, bodyMaxBytes: 10_000 })
  return { there, ask }
}

suite('an answer is decided by its status first', () => {
  const cases: readonly {
    readonly what: string
    readonly status: number
    readonly body?: string
    readonly headers?: Record<string, string>
    readonly expected: Answer
  }[] = [
    {
      what: '206 is partial',
      status: 206,
      body: '{"id":1}',
      headers: { 'x-content-missing': 'buyer' },
      expected: { kind: 'found', body: { id: 1 }, partial: true },
    },
    {
      what: 'numbers beyond 2^53 keep their digits',
      status: 200,
      body: '{"id":1234567890123456789}',
      expected: { kind: 'found', body: { id: '1234567890123456789' }, partial: false },
    },
    { what: '204 is not there yet', status: 204, expected: { kind: 'empty' } },
    {
      what: 'a cursed token of 400',
      status: 400,
      body: fixtureText('error-400-malformed-access_token'),
      expected: { kind: 'unauthorized', status: 400, erro: 'bad_request' },
    },
    {
      what: '401, although its body says not_found',
      status: 401,
      body: fixtureText('error-401-invalid_token'),
      expected: { kind: 'unauthorized', status: 401, erro: 'not_found' },
    },
    {
      what: 'a policy of 403',
      status: 403,
      body: fixtureText('error-403-access_denied'),
      expected: { kind: 'forbidden', status: 403, erro: 'access_denied' },
    },
    {
      what: 'a scope of 403',
      status: 403,
      body: fixtureText('error-403-forbidden-invalid_scopes'),
      expected: { kind: 'forbidden', status: 403, erro: null },
    },
    {
      what: '404',
      status: 404,
      body: fixtureText('error-404-order_not_found'),
      expected: { kind: 'not_found', status: 404, erro: 'order_not_found' },
    },
    {
      what: '429 with a body',
      status: 429,
      body: fixtureText('error-429-too_many_requests'),
      expected: {
        kind: 'limited',
        retryAfterMs: null,
        motivo: 'respondeu 429: too_many_requests',
      },
    },
    {
      what: '429 in plain text, with how long',
      status: 429,
      body: 'local_rate_limited',
      headers: { 'retry-after': '7' },
      expected: { kind: 'limited', retryAfterMs: 7000, motivo: 'respondeu 429' },
    },
    {
      what: '429 that says to wait for nothing says nothing',
      status: 429,
      headers: { 'retry-after': '0' },
      expected: { kind: 'limited', retryAfterMs: null, motivo: 'respondeu 429' },
    },
    {
      what: '429 until a date that is over',
      status: 429,
      headers: { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' },
      expected: { kind: 'limited', retryAfterMs: null, motivo: 'respondeu 429' },
    },
    {
      what: '429 until a date that is far',
      status: 429,
      headers: { 'retry-after': 'Fri, 01 Jan 2100 00:00:00 GMT' },
      expected: { kind: 'limited', retryAfterMs: 3_600_000, motivo: 'respondeu 429' },
    },
    ...[408, 409, 423, 424, 425].map((status) => ({
      what: `${status} is no refusal`,
      status,
      body: '{"error":"try_again"}',
      expected: { kind: 'unavailable', motivo: `respondeu ${status}: try_again` } as const,
    })),
    ...['Maria Silva', 'UPPER', '39053344705', 'a'.repeat(65), 'a/b', ''].map((error) => ({
      what: `what is no plain word is not repeated: ${error.slice(0, 20)}`,
      status: 422,
      body: JSON.stringify({ error, message: 'maria', cause: [{ code: 'maria' }] }),
      expected: { kind: 'refused', status: 422, erro: null } as const,
    })),
    {
      what: 'a code stands for an error that is missing',
      status: 422,
      body: '{"code":"shipment.not-found_1"}',
      expected: { kind: 'refused', status: 422, erro: 'shipment.not-found_1' },
    },
    {
      what: '429 without a word',
      status: 429,
      expected: { kind: 'limited', retryAfterMs: null, motivo: 'respondeu 429' },
    },
    {
      what: 'nobody is left alone for a day',
      status: 429,
      headers: { 'retry-after': '86400' },
      expected: { kind: 'limited', retryAfterMs: 3_600_000, motivo: 'respondeu 429' },
    },
    {
      what: 'another 4xx',
      status: 400,
      body: '{}',
      expected: { kind: 'refused', status: 400, erro: null },
    },
    {
      what: '502 in HTML',
      status: 502,
      body: '<html><body>Bad Gateway</body></html>',
      expected: { kind: 'unavailable', motivo: 'respondeu 502' },
    },
    {
      what: '200 in HTML',
      status: 200,
      body: '<html>maintenance</html>',
      expected: { kind: 'unavailable', motivo: 'respondeu 200 com um corpo que não é JSON' },
    },
    {
      what: 'a redirect is not followed',
      status: 302,
      headers: { location: 'http://127.0.0.1:1/' },
      expected: { kind: 'unavailable', motivo: 'respondeu 302' },
    },
    {
      what: 'more than anybody needs',
      status: 200,
      body: `"${'x'.repeat(10_000)}"`,
      expected: { kind: 'unavailable', motivo: 'respondeu mais de 10000 bytes' },
    },
  ]
  for (const { what, status, body, headers, expected } of cases) {
    test(what, async (t) => {
      const { there, ask } = await marketplace(t)
      there.answer = (response) => response.writeHead(status, headers).end(body)
      assert.deepEqual(await ask(request.order('1'), token), expected)
      assert.equal(there.received.length, 1)
    })
  }
})

test('the token goes into its header and nowhere else', async (t) => {
  const { there, ask } = await marketplace(t)
  await ask(request.shipment('43'), token)
  const [{ url, headers } = {}] = there.received
  assert.equal(url, '/shipments/43')
  assert.equal(headers?.authorization, `Bearer ${token}`)
  assert.equal(headers?.['x-format-new'], 'true')
})

test('a body that never ends is given up with its request', async (t) => {
  const { there, ask } = await marketplace(t, { timeoutMs: 300 })
  there.answer = (response) => response.writeHead(200).write('{"id":')
  const answer = await ask(request.order('1'), token)
  assert.deepEqual(answer, { kind: 'unavailable', motivo: 'não respondeu a tempo' })
})

test('a body that breaks off is no answer', async (t) => {
  const { there, ask } = await marketplace(t)
  there.answer = (response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{"id":1}', () => response.destroy())
  }
  assert.equal((await ask(request.order('1'), token)).kind, 'unavailable')
})

test('a connection that breaks is tried again, within the same deadline', async (t) => {
  const { there, ask } = await marketplace(t)
  there.answer = (response) => {
    if (there.received.length < 3) response.destroy()
    else response.end('{"id":1}')
  }
  assert.equal((await ask(request.order('1'), token)).kind, 'found')
  assert.equal(there.received.length, 3)
})

test('an unreachable marketplace is told by the error’s code, not by its address', async () => {
  const options = { apiUrl: 'http://127.0.0.1:1', timeoutMs: 5000, clock: systemClock }
  const answer = await createAsk(options)(request.me(), token)
  assert.equal(answer.kind, 'unavailable')
  assert.doesNotMatch(JSON.stringify(answer), /127|APP_USR/)
})

test('a stopping process does not wait for the answer', async (t) => {
  const { there, ask } = await marketplace(t)
  const stop = new AbortController()
  there.answer = () => stop.abort()
  const answer = await ask(request.order('1'), token, stop.signal)
  const motivo = 'a consulta foi interrompida'
  assert.deepEqual(answer, { kind: 'unavailable', motivo, givenUp: true })
})

suite('nothing but digits gets into an address', () => {
  for (const evil of ['//evil', '../oauth/token', '1@host', '1/2', '%31', '1?x', '', '0', '１']) {
    test(JSON.stringify(evil), () => {
      assert.throws(() => request.order(evil), TypeError)
      assert.throws(() => request.shipment(evil), TypeError)
      assert.throws(() => request.shipmentOrders(evil), TypeError)
      assert.throws(() => request.billingInfo(evil), TypeError)
      assert.throws(() => request.label(evil, 'pdf'), TypeError)
      assert.throws(() => request.orderSearch(evil, new Date(), new Date(), 0), TypeError)
      assert.throws(() => request.missedFeeds(evil, 0), TypeError)
    })
  }
})
