/** What every listener does before a room sees a request: an address has one spelling, and every answer is complete. */
import assert from 'node:assert/strict'
import { Agent, get } from 'node:http'
import { connect } from 'node:net'
import { test, type TestContext } from 'node:test'
import type { Fetch } from '../../../src/ops/listener/handle-request.ts'
import { createInternalApp } from '../../../src/ops/listener/internal-app.ts'
import { listen } from '../../../src/ops/listener/listen.ts'
import { createMetrics } from '../../../src/ops/metrics/metrics.ts'
import { eventually } from '../../support/eventually.ts'

const echo: Fetch = async (request, { intake }) => {
  const read = await intake.read(1024)
  const { pathname } = new URL(request.url)
  return Response.json({ path: pathname, body: read.kind })
}

async function start(t: TestContext, api: Fetch = echo, connectionsMax?: number) {
  const listening = await listen({
    host: '127.0.0.1',
    port: 0,
    portSetting: 'INTERNAL_PORT',
    drainMs: 0,
    ...(connectionsMax === undefined ? {} : { connectionsMax }),
    fetch: createInternalApp({
      health: { drain: () => {}, whyUnready: async () => null },
      metrics: createMetrics({ version: '0.0.0-test' }),
      metricsToken: 'um-token-de-metricas',
      api,
    }).fetch,
  })
  t.after(() => listening.stop())
  return listening
}

/** Writes the lines and resolves to all that arrives until the other side closes, or until `heard` is satisfied. */
async function converse(port: number, lines: readonly string[], body = ''): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  let closed = false
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text))
  socket.on('error', () => {}).on('close', () => (closed = true))
  socket.write([...lines, '', body].join('\r\n'))
  await eventually(() => closed || isWhole(heard), { what: `an answer to ${lines[0]}` })
  socket.destroy()
  return heard
}

function isWhole(heard: string): boolean {
  const [head = '', body] = heard.replace(/^HTTP\/1.1 100[^]*?\r\n\r\n/, '').split('\r\n\r\n', 2)
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Infinity)
  return body !== undefined && Buffer.byteLength(body) >= length
}

const statusOf = (heard: string) => Number(/^HTTP\/1.1 (\d+)/.exec(heard)?.[1])

/** The status of a refusal, after checking what every refusal must be. */
function assertProblem(heard: string, status: number, what: string): void {
  assert.equal(statusOf(heard), status, `${what}: ${heard}`)
  assert.match(heard, /\r\ncontent-type: application\/problem\+json\r\n/i, what)
  assert.match(heard, /\r\nx-content-type-options: nosniff\r\n/i, what)
  assert.match(heard, /\r\ncache-control: no-store\r\n/i, what)
  assert.doesNotMatch(heard, /CANARIO/, what)
}

const HOST = 'host: hub'

test('an address that is not written plainly is not found', async (t) => {
  const { port } = await start(t)
  const plain = await converse(port, ['GET /api/pedidos?a=%77/../b HTTP/1.1', HOST])
  assert.match(plain, /^HTTP\/1.1 200 [^]*"path":"\/api\/pedidos"/)
  assert.match(await converse(port, ['GET http://hub/livez HTTP/1.1', HOST]), /^HTTP\/1.1 200 /)
  for (const path of [
    '/%6civez',
    '/%61pi/pedidos',
    '/api/%2e%2e/livez',
    '/x/../livez',
    '/./livez',
    '/x/..',
    '//livez',
    '/api//pedidos',
    '/livez//',
    '/api/pedidos;x=1',
    '/api/pedidos%00',
    '/api/pedidos%2f1',
    '/livez%20',
    '/livez.',
    '/livez/',
    'http://hub//livez',
    'http://hub/x/../livez',
  ]) {
    assertProblem(await converse(port, [`GET ${path} HTTP/1.1`, HOST]), 404, path)
    assertProblem(
      await converse(port, [`POST ${path} HTTP/1.1`, HOST, 'content-length: 1'], 'x'),
      404,
      path,
    )
  }
  for (const path of ['/\\..\\livez', '/livez\\']) {
    const heard = await converse(port, [`GET ${path} HTTP/1.1`, HOST])
    assert.ok([400, 404].includes(statusOf(heard)), path)
  }
})

test('HTTP/1.0 without Host gets the probes, and elsewhere an answer that names what is missing', async (t) => {
  const { port } = await start(t)
  for (const probe of ['/livez', '/readyz']) {
    const heard = await converse(port, [`GET ${probe} HTTP/1.0`])
    assert.match(heard, /^HTTP\/1.1 200 OK\r\n[^]*\{"status":"ok"\}$/)
  }
  for (const lines of [
    ['GET /metrics HTTP/1.0'],
    ['GET /api/pedidos HTTP/1.0'],
    ['GET /livez HTTP/1.1'],
    ['GET /livez HTTP/1.1', 'host: a', 'host: b'],
    ['GET /livez HTTP/1.1', 'host:'],
  ]) {
    assertProblem(await converse(port, lines), 400, lines.join(' '))
  }
})

test('whatever is no valid request is answered with a problem', async (t) => {
  const { port } = await start(t)
  const cases: readonly (readonly [number, readonly string[], string?])[] = [
    [400, ['CANARIO']],
    [400, ['GET CANARIO HTTP/1.1', HOST]],
    [400, ['OPTIONS * HTTP/1.1', HOST]],
    [400, ['GET / HTTP/9.9', HOST]],
    [400, ['PRI * HTTP/2.0'], 'SM\r\n\r\n'],
    [400, ['GET /livez HTTP/1.1', HOST, 'x: CANARIO\0']],
    [400, ['GET /livez HTTP/1.1', 'host: CANARIO/x']],
    [400, ['POST /api/x HTTP/1.1', HOST, 'content-length: 1', 'content-length: 2'], 'x'],
    [400, ['POST /api/x HTTP/1.1', HOST, 'content-length: CANARIO']],
    [400, ['POST /api/x HTTP/1.1', HOST, 'transfer-encoding: chunked', 'content-length: 1'], 'x'],
    [400, ['POST /api/x HTTP/1.1', HOST, 'transfer-encoding: CANARIO'], 'x'],
    [400, ['POST /api/x HTTP/1.1', HOST, 'transfer-encoding: chunked'], 'CANARIO\r\n'],
    [405, ['CONNECT hub:443 HTTP/1.1', HOST]],
    [417, ['POST /api/x HTTP/1.1', HOST, 'expect: CANARIO', 'content-length: 1'], 'x'],
    [431, ['GET /livez HTTP/1.1', HOST, `x: ${'CANARIO'.repeat(3000)}`]],
  ]
  for (const [status, lines, body] of cases) {
    assertProblem(await converse(port, lines, body), status, lines.join(' | ').slice(0, 80))
  }
})

test('bodies in chunks, with trailers, announced late or as something else are read as they are', async (t) => {
  const { port } = await start(t)
  const post = (headers: readonly string[], body: string) =>
    converse(port, ['POST /api/x HTTP/1.1', HOST, ...headers], body)
  const chunked = 'transfer-encoding: chunked'
  assert.match(await post([chunked], '3\r\nabc\r\n0\r\n\r\n'), /"body":"complete"/)
  assert.match(await post([chunked], '3\r\nabc\r\n0\r\nx-t: CANARIO\r\n\r\n'), /"body":"complete"/)
  assert.match(
    await post(['expect: 100-continue', 'content-length: 3'], 'abc'),
    /^HTTP\/1.1 100 [^]*"complete"/,
  )
  assert.match(
    await post(['upgrade: websocket', 'connection: upgrade', 'content-length: 3'], 'abc'),
    /"complete"/,
  )
  assert.match(await post(['content-length: 2000'], 'x'.repeat(2000)), /"body":"too_large"/)
  const huge = await post(['expect: 100-continue', `content-length: ${3 * 1024 * 1024}`], '')
  assert.doesNotMatch(huge, /^HTTP\/1.1 100/, 'what is too large is not asked for')
})

test('every answer tells the browser not to guess its type, whoever gives it', async (t) => {
  const broken = await start(t, () => Promise.reject(new Error('CANARIO')))
  for (const path of ['/livez', '/readyz', '/metrics', '/nada', '/api/x']) {
    const answer = await fetch(`${broken.url}${path}`)
    if (answer.status >= 400) {
      assert.equal(answer.headers.get('content-type'), 'application/problem+json', path)
    }
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', path)
    assert.doesNotMatch(await answer.text(), /CANARIO/)
  }
})

test('connections beyond the limit are closed, and idle ones make room before that', async (t) => {
  const { port } = await start(t, echo, 4)
  const sockets: { answered: boolean; closed: boolean }[] = []
  const open = async (text: string) => {
    const socket = connect(port, '127.0.0.1')
    t.after(() => socket.destroy())
    const state = { answered: false, closed: false }
    sockets.push(state)
    socket.on('data', () => (state.answered = true)).on('close', () => (state.closed = true))
    socket.on('error', () => {})
    socket.write(text)
    await eventually(() => state.answered || state.closed || !text.endsWith('\r\n\r\n'), {
      what: 'it is answered or closed',
    })
    return state
  }
  for (let n = 0; n < 8; n += 1) {
    assert.ok((await open('GET /livez HTTP/1.1\r\nhost: hub\r\n\r\n')).answered, `the ${n + 1}th`)
  }
  await eventually(() => sockets.filter(({ closed }) => closed).length >= 5, {
    what: 'the longest idle made room',
  })
  assert.deepEqual(
    sockets.slice(0, 5).filter(({ closed }) => !closed),
    [],
  )
  for (let n = 0; n < 4; n += 1) await open('GET /livez HTTP/1.1\r\nhost: hub\r\n')
  await eventually(() => sockets.slice(0, 8).every(({ closed }) => closed), {
    what: 'none is idle any more',
  })
  assert.ok(
    (await open('GET /livez HTTP/1.1\r\nhost: hub\r\n\r\n')).closed,
    'nobody is left to make room',
  )
})

test('a connection that serves many requests accumulates nothing', async (t) => {
  const { url } = await start(t)
  const warnings: string[] = []
  const hear = ({ message }: Error) => warnings.push(message)
  process.on('warning', hear)
  t.after(() => process.off('warning', hear))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => agent.destroy())
  for (let n = 0; n < 30; n++) {
    await new Promise<void>((resolve, reject) => {
      const asked = get(`${url}/livez`, { agent }, (answer) => answer.resume().on('end', resolve))
      asked.on('error', reject)
    })
  }
  // Warnings are emitted in a later turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(warnings, [])
})
