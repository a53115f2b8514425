/** A worker that outlived its lease settles nothing, and a notice whose sending has started is never sent again. */
import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { test, type TestContext } from 'node:test'
import { parseDriver } from '../../../src/notifications/parse-driver.ts'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'
import { tcpProxy } from '../../support/database/tcp-proxy.ts'
import { testGateway } from '../../support/relay/test-gateway.ts'
import { type LogLine, relayPool, testNotifier } from '../../support/relay/test-relay.ts'

interface Lease {
  readonly [column: string]: unknown
  readonly id: string
  readonly lock_version: number
}

async function hub(t: TestContext) {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  await append(sql, [{ externalId: 'A', payload: readyPayload }])
  await drain(sql)
  const gateway = await testGateway(t)
  const wire = await tcpProxy(t, url)
  const lines: LogLine[] = []
  const notifier = testNotifier(relayPool(t, wire.url), parseDriver(gateway.url), { lines })
  const round = () => notifier.round('teste/n', new AbortController().signal)
  return { sql, gateway, wire, lines, round }
}

async function claim(sql: SqlClient): Promise<Lease> {
  const [lease] = await sql.rows<Lease>(`select * from notifications.claim('outro', 10, '60 s')`)
  return lease!
}

/** What any relay's poll does a minute after the lease was taken. */
const aMinuteLater = (sql: SqlClient) =>
  sql.rows(`select * from relay.poll('teste', '{30 s}', clock_timestamp() + interval '61 s')`)

const status = (sql: SqlClient) => sql.value('select status from hub.notificacao')

const settles = [
  `select notifications.settle_sent($1, $2, 'texto', null) as answer`,
  `select notifications.settle_uncertain($1, $2, 'erro') as answer`,
  `select notifications.settle_refused($1, $2, null, 'erro', 'outro', '{30 s}') as answer`,
  `select notifications.settle_local(array[$1]::bigint[], array[$2]::int[]) as answer`,
  `select notifications.start($1, $2) as answer`,
  `select relay.return_lease(array[$1]::bigint[], array[$2]::int[]) as answer`,
]
for (const settle of settles) {
  const name = /select (\S+?)\(/.exec(settle)?.[1]
  test(`a worker that outlived its lease settles nothing: ${name}`, async (t) => {
    const { sql, gateway, round } = await hub(t)
    const lost = await claim(sql)
    await aMinuteLater(sql)
    const found = await claim(sql)
    assert.equal(found.id, lost.id)
    assert.ok(found.lock_version > lost.lock_version)
    const answer = await sql.value(settle, [lost.id, lost.lock_version])
    assert.ok(answer === false || answer === null || answer === 0, String(answer))
    assert.equal(await status(sql), 'PENDENTE')
    assert.deepEqual(await sql.rows('select status, lock_version from hub.integracao_outbox'), [
      { status: 'EM_ANDAMENTO', lock_version: found.lock_version },
    ])
    await aMinuteLater(sql)
    assert.equal(await round(), 1)
    assert.equal(gateway.received.length, 1)
  })
}

test('an expired lease whose sending was not started is claimable again, and sent once', async (t) => {
  const { sql, gateway, round } = await hub(t)
  await claim(sql)
  assert.equal(await round(), 0, 'it is leased')
  await aMinuteLater(sql)
  assert.equal(await round(), 1)
  assert.equal(await status(sql), 'ENVIADA')
  assert.equal(gateway.received.length, 1)
})

test('an expired lease whose sending was started is INCERTA, and never claimable', async (t) => {
  const { sql, gateway, round } = await hub(t)
  const { id, lock_version } = await claim(sql)
  assert.equal(await sql.value('select notifications.start($1, $2)', [id, lock_version]), true)
  await aMinuteLater(sql)
  assert.equal(await status(sql), 'INCERTA')
  assert.deepEqual(await sql.rows('select * from hub.integracao_outbox'), [])
  assert.equal(await round(), 0)
  assert.equal(gateway.received.length, 0)
})

test('the start of a sending is committed before the provider is called', async (t) => {
  const { sql, gateway, round } = await hub(t)
  let seen: unknown
  gateway.answer = (response) => {
    void status(sql).then((now) => {
      seen = now
      response.end('{}')
    })
  }
  await round()
  assert.equal(seen, 'ENVIANDO')
})

test('an answer that comes after the lease has run out is matched with its call', async (t) => {
  const { sql, gateway, lines, round } = await hub(t)
  const { promise: asked, resolve } = Promise.withResolvers<ServerResponse>()
  gateway.answer = resolve
  const sent = round()
  const response = await asked
  await aMinuteLater(sql)
  assert.equal(await status(sql), 'INCERTA')
  response.end('{"id":"tarde"}')
  assert.equal(await sent, 1)
  assert.equal(await status(sql), 'ENVIADA')
  assert.equal(await sql.value('select provedor_id from hub.notificacao'), 'tarde')
  const line = lines.find(({ msg }) => msg === 'notice settled')
  assert.equal(line?.['resultado'], 'ENVIADA')
})

test('a notice whose order was cancelled meanwhile is not sent', async (t) => {
  const { sql, gateway, round } = await hub(t)
  await sql.rows(
    `select processing.save_status_mapping(123, 'ML', 'cancelled', 'CANCELADO', true, 'teste')`,
  )
  await append(sql, [
    { externalId: 'A', versao: 2, tipo: 'STATUS_CHANGED', payload: { status: 'cancelled' } },
  ])
  await drain(sql)
  assert.equal(await round(), 0)
  assert.equal(await status(sql), 'CANCELADA')
  assert.equal(gateway.received.length, 0)
})

test('what a provider has said is stored even when the database is away for a moment', async (t) => {
  const { sql, gateway, wire, round } = await hub(t)
  gateway.answer = (response) => {
    wire.breakDown()
    response.end('{"id":"prov-9"}')
  }
  const sent = round()
  await eventually(() => wire.refused >= 2, { what: 'the verdict could not be written' })
  wire.mend()
  assert.equal(await sent, 1)
  assert.equal(await status(sql), 'ENVIADA')
  assert.equal(await sql.value('select provedor_id from hub.notificacao'), 'prov-9')
})

/** A notice whose sending has started and whose lease has run out; its worker comes back with the provider's answer. */
async function suspended(t: TestContext) {
  const parts = await hub(t)
  const lease = await claim(parts.sql)
  await parts.sql.rows('select notifications.start($1, $2)', [lease.id, lease.lock_version])
  await aMinuteLater(parts.sql)
  assert.equal(await status(parts.sql), 'INCERTA')
  const settle = (text: string, version = lease.lock_version) =>
    parts.sql.value(text, [lease.id, version])
  const decide = (sent: boolean) =>
    parts.sql.value(`select notifications.resolve_uncertain($1, $2, 'liguei', 'ana')`, [
      lease.id,
      sent,
    ])
  const late = () =>
    parts.sql.rows(
      `select ator, motivo, detalhe ->> 'status' as status from hub.auditoria where acao = 'notificacao.confirmar'`,
    )
  return { ...parts, lease, settle, decide, late }
}

const SENT = `select notifications.settle_sent($1, $2, 'texto', 'prov-9')`
const REFUSED = `select notifications.settle_refused($1, $2, null, 'o provedor respondeu 400', 'outro', '{30 s}')`

test('a relay that was suspended and comes back with a 200 settles INCERTA as sent, while nobody has decided', async (t) => {
  const { sql, settle, late } = await suspended(t)
  assert.equal(await settle(SENT, 99), false, 'the answer to another call')
  assert.equal(await status(sql), 'INCERTA')
  assert.equal(await settle(SENT), true)
  assert.deepEqual(await sql.rows('select status, provedor_id, erro from hub.notificacao'), [
    { status: 'ENVIADA', provedor_id: 'prov-9', erro: null },
  ])
  assert.equal(await settle(SENT), false, 'said again')
  assert.equal((await late())[0]?.['status'], 'ENVIADA')
})

test('a late refusal of the provider is certain: the notice is FALHOU and may be sent again', async (t) => {
  const { sql, settle } = await suspended(t)
  const order = await sql.value('select id from hub.pedido')
  const resend = () => sql.value(`select notifications.resend($1, 'de novo', 'ana')`, [order])
  await assert.rejects(resend(), { code: 'HB409', message: /INCERTA/ })
  assert.equal(await settle(REFUSED), null)
  assert.deepEqual(await sql.rows('select status, erro from hub.notificacao'), [
    { status: 'FALHOU', erro: 'o provedor respondeu 400' },
  ])
  await resend()
})

for (const sent of [true, false]) {
  test(`what a person has decided stands, whatever the provider says later: ${sent ? 'sent' : 'not sent'}`, async (t) => {
    const { sql, settle, decide, late } = await suspended(t)
    const decided = await decide(sent)
    assert.equal(await settle(SENT), false)
    assert.equal(await status(sql), decided)
    assert.equal(await sql.value('select provedor_id from hub.notificacao'), 'prov-9', 'recorded')
    await settle(REFUSED)
    assert.equal(await status(sql), decided)
    assert.deepEqual(
      (await late()).map(({ ator, status: noted }) => [ator, noted]),
      [
        ['relay', decided],
        ['relay', decided],
      ],
    )
  })
}

test('while the outcome of a notice is unknown, no call sends another', async (t) => {
  const { sql, gateway, round } = await hub(t)
  const order = await sql.value('select id from hub.pedido')
  const resend = () =>
    sql.value<string>(`select notifications.resend($1, 'de novo', 'ana')`, [order])
  const { id, lock_version } = await claim(sql)
  assert.equal(await resend(), id, 'it waits to leave: it is the answer')
  await sql.rows('select notifications.start($1, $2)', [id, lock_version])
  await assert.rejects(resend(), { code: 'HB409', message: /sendo enviado agora/ })
  await sql.rows(`select notifications.settle_refused($1, $2, null, 'não', 'outro', '{1 hour}')`, [
    id,
    lock_version,
  ])
  assert.equal(await round(), 0, 'its retry is an hour away')
  assert.equal(await resend(), id)
  assert.equal(await round(), 1, 'a person does not wait for it')
  assert.equal(gateway.received.length, 1)
  assert.notEqual(await resend(), id, 'it has left: another is another')
})
