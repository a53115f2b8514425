/** What becomes of a notice, for each way in which a provider can behave. */
import assert from 'node:assert/strict'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { ServerResponse } from 'node:http'
import { test } from 'node:test'
import { parseDriver } from '../../src/notifications/parse-driver.ts'
import { append, drain, readyPayload } from '../support/engine.ts'
import { notice, noticeHub, outbox } from '../support/notice-hub.ts'
import type { SqlClient } from '../support/sql-client.ts'
import { testGateway } from '../support/test-gateway.ts'

/** As a DBA would make its time come. */
async function makeDue(sql: SqlClient): Promise<void> {
  await sql.rows(
    `update hub.integracao_outbox set proxima_tentativa_em = now() where status = 'AGUARDANDO'`,
  )
  await sql.rows(`select * from relay.poll('teste', '{30 s,2 min,10 min}')`)
}

const status =
  (code: number, body = '') =>
  (response: ServerResponse) => {
    response.statusCode = code
    response.end(body)
  }

test('the provider gets one POST with the notice and its idempotency key, and the notice is ENVIADA', async (t) => {
  const { sql, gateway, outcomes, round } = await noticeHub(t)
  assert.equal(await round(), 1)
  assert.equal(await round(), 0, 'there is nothing left to send')
  const { id } = await notice(sql)
  assert.equal(gateway.received.length, 1)
  const [request] = gateway.received
  assert.equal(request?.method, 'POST')
  assert.equal(request?.headers['idempotency-key'], id)
  assert.match(request?.headers['content-type'] ?? '', /^application\/json/)
  const body = JSON.parse(request.body) as Record<string, unknown>
  assert.deepEqual(Object.keys(body), ['id', 'meio', 'para', 'texto'])
  assert.deepEqual([body['id'], body['meio'], body['para']], [id, 'WHATSAPP', '+5511999990000'])
  assert.match(String(body['texto']), /seu pedido A .*\nOnde: Loja, Rua A, 1\nQuando: 9h às 18h/s)
  assert.deepEqual(
    { ...(await notice(sql)) },
    { id, status: 'ENVIADA', erro: null, texto: body['texto'], provedor_id: 'prov-1' },
  )
  assert.deepEqual(await outbox(sql), [])
  assert.deepEqual(outcomes, ['ENVIADA'])
})

test('what a provider says beside 2xx does not matter: a long, odd or broken id is left out', async (t) => {
  const answers: ((response: ServerResponse) => void)[] = [
    status(202, '{"id":42}'),
    status(200, `{"id":"${'x'.repeat(201)}"}`),
    status(200, '{"id":"a\\u0000b"}'),
    status(200, 'x'.repeat(200_000)),
    status(204),
    (response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('{"id":')
      setImmediate(() => response.destroy())
    },
  ]
  const { sql, gateway, outcomes, round } = await noticeHub(t)
  await append(
    sql,
    answers.slice(1).map((_, n) => ({ externalId: `B${n}`, payload: readyPayload })),
  )
  await drain(sql)
  let next = 0
  gateway.answer = (response) => answers[next++]?.(response)
  assert.equal(await round(), answers.length)
  assert.deepEqual(
    outcomes,
    answers.map(() => 'ENVIADA'),
  )
  assert.deepEqual(
    await sql.rows(`select provedor_id from hub.notificacao where provedor_id is not null`),
    [{ provedor_id: '42' }],
  )
})

test('a 400 spends attempts: 30 s, 2 min, 10 min, and then the notice is FALHOU', async (t) => {
  const { sql, gateway, outcomes, round } = await noticeHub(t)
  gateway.answer = status(400, '{"erro":"número 5511999990000 inválido"}')
  for (const tentativas of [1, 2, 3]) {
    assert.equal(await round(), 1)
    assert.deepEqual(await outbox(sql), [
      { status: 'AGUARDANDO', motivo: 'RETRY', tentativas, adiamentos: 0 },
    ])
    assert.equal((await notice(sql)).status, 'PENDENTE')
    assert.equal(await round(), 0, 'it waits')
    await makeDue(sql)
  }
  assert.equal(await round(), 1)
  assert.deepEqual(await outbox(sql), [
    { status: 'MORTO', motivo: null, tentativas: 4, adiamentos: 0 },
  ])
  const { status: last, erro } = await notice(sql)
  assert.deepEqual([last, erro], ['FALHOU', 'o provedor respondeu 400'])
  assert.deepEqual(outcomes, ['ADIADA', 'ADIADA', 'ADIADA', 'FALHOU'])
  await makeDue(sql)
  assert.equal(await round(), 0)
})

for (const code of [429, 503]) {
  test(`a ${code} postpones the notice without spending an attempt`, async (t) => {
    const { sql, gateway, round } = await noticeHub(t)
    gateway.answer = status(code)
    await round()
    assert.deepEqual(await outbox(sql), [
      { status: 'AGUARDANDO', motivo: 'ADIADO', tentativas: 0, adiamentos: 1 },
    ])
    gateway.answer = status(200)
    await makeDue(sql)
    await round()
    assert.equal((await notice(sql)).status, 'ENVIADA')
  })
}

test('a redirect is not followed: it is a no', async (t) => {
  const { sql, gateway, round } = await noticeHub(t)
  gateway.answer = (response) => {
    response.writeHead(307, { location: gateway.url })
    response.end()
  }
  await round()
  assert.equal(gateway.received.length, 1)
  assert.deepEqual(await outbox(sql), [
    { status: 'AGUARDANDO', motivo: 'RETRY', tentativas: 1, adiamentos: 0 },
  ])
})

const uncertain: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'a provider that never answers': () => {},
  'a provider that hangs up after it was asked': (response) => response.destroy(),
  'a 500': status(500),
  'a 502': status(502),
}
for (const [name, answer] of Object.entries(uncertain)) {
  test(`${name} leaves the notice INCERTA, and it is never sent again`, async (t) => {
    const { sql, gateway, outcomes, round } = await noticeHub(t)
    gateway.answer = answer
    assert.equal(await round(), 1)
    assert.equal((await notice(sql)).status, 'INCERTA')
    assert.match((await notice(sql)).erro ?? '', /não se sabe se o aviso saiu/)
    assert.deepEqual(await outbox(sql), [])
    await makeDue(sql)
    assert.equal(await round(), 0)
    assert.equal(gateway.received.length, 1)
    assert.deepEqual(outcomes, ['INCERTA'])
  })
}

test('08001: a provider that cannot be reached postpones the notice without spending an attempt', async (t) => {
  const nobody = createTcpServer()
  await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve))
  const { port } = nobody.address() as AddressInfo
  await new Promise((resolve) => nobody.close(resolve))
  for (const address of [`http://127.0.0.1:${port}/`, 'http://provedor.invalid/']) {
    const { sql, round } = await noticeHub(t, address)
    await round()
    assert.deepEqual(await outbox(sql), [
      { status: 'AGUARDANDO', motivo: 'ADIADO', tentativas: 0, adiamentos: 1 },
    ])
    assert.match((await notice(sql)).erro ?? '', /^o provedor não foi alcançado/)
    assert.equal(await sql.value('select sqlstate from ops.tentativa'), '08001')
  }
})

test('08001: a provider whose TLS handshake hangs was not asked, and is asked again later', async (t) => {
  const mute = createTcpServer(() => {})
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
  t.after(() => mute.close())
  const { port } = mute.address() as AddressInfo
  const { sql, round } = await noticeHub(t, `https://127.0.0.1:${port}/`)
  await round()
  assert.deepEqual(await outbox(sql), [
    { status: 'AGUARDANDO', motivo: 'ADIADO', tentativas: 0, adiamentos: 1 },
  ])
  assert.match((await notice(sql)).erro ?? '', /tempo esgotado/)
})

test('a notice without a recipient is refused with a sentence, and no provider is called', async (t) => {
  const { destinatario, ...rest } = readyPayload
  const payload = { ...rest, destinatario: { nome: destinatario.nome } }
  const { sql, gateway, round } = await noticeHub(t, undefined, payload)
  await round()
  assert.equal(gateway.received.length, 0)
  assert.equal((await notice(sql)).erro, 'o pedido não tem telefone do destinatário')
  assert.deepEqual(await outbox(sql), [
    { status: 'AGUARDANDO', motivo: 'RETRY', tentativas: 1, adiamentos: 0 },
  ])
})

test('a user and password in the address are sent as credentials, never in the path', async (t) => {
  const gateway = await testGateway(t)
  const address = gateway.url.replace('http://', 'http://hub:s%C3%A9gredo@')
  const { round } = await noticeHub(t, address)
  await round()
  const [request] = gateway.received
  const expected = `Basic ${Buffer.from('hub:ségredo').toString('base64')}`
  assert.equal(request?.headers.authorization, expected)
})

test('the local driver records what it would have sent, even without a recipient', async (t) => {
  const { destinatario, ...rest } = readyPayload
  const { sql, outcomes, round } = await noticeHub(t, 'local:', {
    ...rest,
    destinatario: { nome: destinatario.nome },
  })
  await append(sql, [{ externalId: 'B', payload: readyPayload }])
  await drain(sql)
  assert.equal(await round(), 2)
  assert.deepEqual(outcomes, ['ENVIADA', 'ENVIADA'])
  assert.deepEqual(
    await sql.rows('select meio, destinatario from hub.aviso_local order by notificacao_id'),
    [
      { meio: 'WHATSAPP', destinatario: null },
      { meio: 'WHATSAPP', destinatario: '+5511999990000' },
    ],
  )
  assert.deepEqual(await outbox(sql), [])
})

test('a driver address that is neither local: nor http is refused with a sentence', () => {
  for (const text of ['', 'local', 'ftp://x/', 'mailto:a@b', 'http//x']) {
    assert.throws(() => parseDriver(text), { code: 'config_invalid' }, text)
  }
})
