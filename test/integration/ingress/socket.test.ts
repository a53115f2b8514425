/** What only a real socket shows: slow senders, bodies without an announced length, answers to half a request. */
import assert from 'node:assert/strict'
import type { ServerOptions } from 'node:http'
import { connect, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { listen as startListener } from '../../../src/ops/listener/listen.ts'
import { listenerLimits } from '../../../src/ops/listener/listener-limits.ts'
import { withLivez } from '../../../src/ops/listener/internal-app.ts'
import {
  answered,
  bytesOf,
  envelope,
  openTestIngress,
  webhookHeaders,
  type TestIngress,
} from '../../support/ingress/test-ingress.ts'

interface Listening extends TestIngress {
  readonly url: string
  readonly port: number
}

/** As service.ts does it, with the given timeouts. */
async function listen(t: TestContext, timeouts: ServerOptions = {}): Promise<Listening> {
  const opened = await openTestIngress(t)
  const listening = await startListener({
    host: '127.0.0.1',
    port: 0,
    portSetting: 'PUBLIC_PORT',
    limits: { ...listenerLimits, ...timeouts },
    fetch: withLivez((request, env) => opened.ingress.app.fetch(request, env)),
    drainMs: 0,
  })
  t.after(() => listening.stop())
  return { ...opened, port: listening.port, url: `${listening.url}/api/integracoes/ml/webhook` }
}

/** Writes `text` and resolves to all that comes back until the other side closes. */
async function converse(
  port: number,
  text: string,
  then?: (socket: Socket) => void,
): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (heard += chunk))
  socket.on('error', () => {})
  socket.write(text)
  then?.(socket)
  await new Promise((resolve) => socket.once('close', resolve))
  return heard
}

function head(headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ host: 'localhost', ...headers }).map((entry) => entry.join(': '))
  return ['POST /api/integracoes/ml/webhook HTTP/1.1', ...lines, '', ''].join('\r\n')
}

const quick = { headersTimeout: 200, requestTimeout: 200, connectionsCheckingInterval: 20 }

function assertTimedOut(heard: string): void {
  assert.match(heard, /^HTTP\/1\.1 408 Request Timeout\r\n/)
  assert.match(heard, /\r\nContent-Type: application\/problem\+json\r\n/)
  assert.match(heard, /"codigo":"tempo_esgotado"\}$/)
}

test('a body that stops in the middle is answered 408 with a problem, and nothing is stored', async (t) => {
  const { port, tenant, client } = await listen(t, quick)
  const body = bytesOf(envelope())
  const headers = { ...webhookHeaders(body, tenant), 'content-length': String(body.length) }
  const half = Buffer.from(body.subarray(0, 40)).toString()
  assertTimedOut(await converse(port, head(headers) + half))
  assert.equal(await client.value('select count(*)::int from hub.integracao_evento'), 0)
})

test('a chunked body that never ends is answered 408', async (t) => {
  const { port, tenant } = await listen(t, quick)
  const headers = { ...webhookHeaders(bytesOf('{'), tenant), 'transfer-encoding': 'chunked' }
  assertTimedOut(await converse(port, `${head(headers)}1\r\n{\r\n`))
})

test('headers that do not come to an end are answered 408', async (t) => {
  const { port } = await listen(t, quick)
  assertTimedOut(
    await converse(port, 'POST /api/integracoes/ml/webhook HTTP/1.1\r\nhost: localhost\r\n'),
  )
})

test('a slow second request on a connection that was answered before is answered 408 too', async (t) => {
  const { port, tenant } = await listen(t, quick)
  const body = bytesOf(envelope())
  const headers = { ...webhookHeaders(body, tenant), 'content-length': String(body.length) }
  const heard = await converse(port, head(headers) + Buffer.from(body).toString(), (socket) =>
    socket.once('data', () => socket.write(head(headers))),
  )
  assert.match(heard, /^HTTP\/1\.1 202 Accepted\r\n/)
  assertTimedOut(heard.slice(heard.lastIndexOf('HTTP/1.1')))
})

test('what is not HTTP is answered 400, and headers beyond the limit 431, both as problems', async (t) => {
  const { port } = await listen(t)
  const garbage = await converse(port, 'CANARIO\r\n\r\n')
  assert.match(garbage, /^HTTP\/1\.1 400 Bad Request\r\n[^]*"codigo":"http_invalido"\}$/)
  assert.equal(garbage.includes('CANARIO'), false)
  const long = await converse(port, head({ 'x-longo': 'x'.repeat(20_000) }))
  assert.match(
    long,
    /^HTTP\/1\.1 431 Request Header Fields Too Large\r\n[^]*"codigo":"cabecalhos_grandes"\}$/,
  )
})

test('the timeouts of the real listener are seconds, not minutes', () => {
  assert.ok(listenerLimits.headersTimeout <= 5000)
  assert.ok(listenerLimits.requestTimeout <= 10_000)
  assert.ok(listenerLimits.connectionsCheckingInterval <= 1000)
})

test('2 MiB are answered 413, announced or chunked, and the answer reaches the sender', async (t) => {
  const { url, tenant, client } = await listen(t)
  const body = bytesOf(' '.repeat(2 * 1024 * 1024))
  const headers = webhookHeaders(body, tenant)
  const announced = await answered(await fetch(url, { method: 'POST', body, headers }))
  assert.deepEqual([announced.status, announced.json.codigo], [413, 'corpo_grande'])
  const chunks = ReadableStream.from(
    (function* () {
      for (let start = 0; start < body.length; start += 65_536)
        yield body.subarray(start, start + 65_536)
    })(),
  )
  const chunked = await answered(
    await fetch(url, {
      method: 'POST',
      body: chunks as never,
      headers,
      duplex: 'half',
    }),
  )
  assert.deepEqual([chunked.status, chunked.json.codigo], [413, 'corpo_grande'])
  assert.equal(await client.value('select count(*)::int from hub.integracao_evento'), 0)
})

test('the answer to a request that is refused before its body is read arrives, and the connection stays usable', async (t) => {
  const { url, tenant } = await listen(t)
  const body = bytesOf(' '.repeat(900_000))
  const headers = webhookHeaders(body, { ...tenant, headers: { 'x-ml-signature': null } })
  for (let n = 0; n < 3; n += 1) {
    const answer = await answered(await fetch(url, { method: 'POST', body, headers }))
    assert.deepEqual([answer.status, answer.json.codigo], [401, 'nao_autenticado'])
  }
})

test('a signed webhook over a real socket is stored, announced or chunked', async (t) => {
  const { url, tenant, client } = await listen(t)
  const body = bytesOf(envelope())
  const headers = webhookHeaders(body, tenant)
  const announced = await answered(await fetch(url, { method: 'POST', body, headers }))
  assert.equal(announced.json.status, 'RECEBIDO')
  const chunks = ReadableStream.from([body.subarray(0, 7), body.subarray(7)])
  const chunked = await answered(
    await fetch(url, {
      method: 'POST',
      body: chunks as never,
      headers,
      duplex: 'half',
    }),
  )
  assert.equal(chunked.json.status, 'DUPLICADO')
  assert.equal(await client.value('select count(*)::int from hub.integracao_outbox'), 1)
})

test('a sender that leaves in the middle of its body affects nobody else', async (t) => {
  const { url, port, tenant, client } = await listen(t)
  const body = bytesOf(envelope())
  const headers = { ...webhookHeaders(body, tenant), 'content-length': String(body.length) }
  await converse(port, head(headers) + Buffer.from(body.subarray(0, 40)).toString(), (socket) =>
    setImmediate(() => socket.resetAndDestroy()),
  )
  const next = await fetch(url, { method: 'POST', body, headers: webhookHeaders(body, tenant) })
  assert.equal(next.status, 202)
  assert.equal(await client.value('select count(*)::int from hub.integracao_evento'), 1)
})
