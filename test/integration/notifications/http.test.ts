/** What becomes of a notice, by what its provider does. */
import assert from 'node:assert/strict'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { ServerResponse } from 'node:http'
import { test } from 'node:test'
import { parseDriver } from '../../../src/notifications/parse-driver.ts'
import { append, drain, readyPayload } from '../../support/relay/engine.ts'
import { notice, noticeHub, outbox } from '../../support/relay/notice-hub.ts'
import type { SqlClient } from '../../support/database/sql-client.ts'
import { testGateway } from '../../support/relay/test-gateway.ts'

/** Makes the retry due, as a DBA would. */
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

test('a 2xx is a delivery whatever else the provider says: a long, odd or broken id is left out', async (t) => {
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

test('a redirect is not followed, and counts as a refusal', async (t) => {
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

const { nome } = readyPayload.destinatario
const nowhere: readonly (readonly [meio: string, telefone: string | undefined, falta: RegExp])[] = [
  ['WHATSAPP', undefined, /não tem telefone/],
  ['SMS', '   ', /não tem telefone/],
  ['SMS', 'maria@exemplo.com.br', /telefone .* não serve/],
  ['WHATSAPP', 'XXXXXXX', /telefone .* não serve/],
  ['WHATSAPP', '+55 11 9****-0000', /telefone .* não serve/],
  ['SMS', '190', /telefone .* não serve/],
  ['EMAIL', '+5511999990000', /não tem e-mail/],
  ['EMAIL', 'maria@exemplo.com.br', /não tem e-mail/],
  ['EMAIL', undefined, /não tem e-mail/],
]
for (const driver of ['http', 'local'] as const) {
  test(`a notice that has nowhere to go is SEM_DESTINO and says what is missing: ${driver}`, async (t) => {
    const { sql, gateway, outcomes, round } = await noticeHub(
      t,
      driver === 'local' ? 'local:' : undefined,
    )
    await round()
    for (const [n, [meio, telefone, falta]] of nowhere.entries()) {
      await sql.rows(`update hub.tenant set meio_aviso = $1`, [meio])
      const externalId = `B${n}`
      await append(sql, [
        { externalId, payload: { ...readyPayload, destinatario: { nome, telefone } } },
      ])
      await drain(sql)
      assert.equal(await round(), 1)
      const [row] = await sql.rows<{ id: string; status: string; erro: string }>(
        `select n.id, n.status, n.erro from ops.notificacao as n order by n.id desc limit 1`,
      )
      assert.equal(row?.status, 'SEM_DESTINO', `${meio} ${telefone}`)
      assert.match(row.erro, falta)
      await assert.rejects(
        sql.rows(
          `select notifications.resend(pedido_id, 'de novo', 'ana') from hub.notificacao where id = $1`,
          [row.id],
        ),
        { code: 'HB409', message: falta },
      )
    }
    assert.equal(gateway.received.length, driver === 'local' ? 0 : 1, 'only the first')
    assert.equal(
      await sql.value(`select count(*)::int from hub.aviso_local`),
      driver === 'local' ? 1 : 0,
    )
    assert.deepEqual(await outbox(sql), [])
    assert.deepEqual(
      outcomes.slice(1),
      nowhere.map(() => 'SEM_DESTINO'),
    )
  })
}

for (const by of ['a person', 'the sweep'] as const) {
  test(`what was missing comes later, and the notice goes out once: ${by}`, async (t) => {
    const payload = { ...readyPayload, destinatario: { nome } }
    const { sql, gateway, round } = await noticeHub(t, undefined, payload)
    await round()
    assert.equal((await notice(sql)).status, 'SEM_DESTINO')
    const readdress = () => sql.value('select notifications.readdress()')
    assert.equal(await readdress(), 0, 'it is still missing')
    await append(sql, [
      {
        externalId: 'A',
        tipo: 'ORDER_UPDATED',
        versao: 2,
        payload: { destinatario: readyPayload.destinatario },
      },
    ])
    await drain(sql)
    if (by === 'a person') {
      await sql.rows(`select notifications.resend(id, 'chegou', 'ana') from hub.pedido`)
      assert.equal(await readdress(), 0, 'a person has sent another')
    } else assert.equal(await readdress(), 1)
    assert.equal(await round(), 1)
    assert.equal(await readdress(), 0)
    assert.equal(await round(), 0)
    assert.deepEqual(
      gateway.received.map(({ body }) => (JSON.parse(body) as { para: string }).para),
      ['+5511999990000'],
    )
  })
}

test('a user and password in the address are sent as credentials, never in the path', async (t) => {
  const gateway = await testGateway(t)
  const address = gateway.url.replace('http://', 'http://hub:s%C3%A9gredo@')
  const { round } = await noticeHub(t, address)
  await round()
  const [request] = gateway.received
  const expected = `Basic ${Buffer.from('hub:ségredo').toString('base64')}`
  assert.equal(request?.headers.authorization, expected)
})

test('the local driver records what it would have sent, and says that it sent nothing', async (t) => {
  const { sql, outcomes, round } = await noticeHub(t, 'local:')
  assert.equal(await round(), 1)
  assert.deepEqual(outcomes, ['REGISTRADA'])
  assert.deepEqual(await sql.rows('select meio, destinatario from hub.aviso_local'), [
    { meio: 'WHATSAPP', destinatario: '+5511999990000' },
  ])
  assert.deepEqual(
    await sql.rows(
      `select status, enviada_em, registrada_em is not null as registrada, iniciada_em from ops.notificacao`,
    ),
    [{ status: 'REGISTRADA', enviada_em: null, registrada: true, iniciada_em: null }],
  )
  assert.deepEqual(await outbox(sql), [])
})

test('an order that was picked up before its notice left is not announced', async (t) => {
  const { sql, gateway, round } = await noticeHub(t)
  await sql.rows(`select processing.pick_up(id, 'ana') from hub.pedido`)
  assert.equal(await round(), 0)
  assert.equal((await notice(sql)).status, 'CANCELADA')
  assert.equal(gateway.received.length, 0)
  assert.deepEqual(await outbox(sql), [])
})

test('a driver address that is neither local: nor http is refused with a clear message', () => {
  for (const text of ['', 'local', 'ftp://x/', 'mailto:a@b', 'http//x']) {
    assert.throws(() => parseDriver(text), { code: 'config_invalid' }, text)
  }
})
