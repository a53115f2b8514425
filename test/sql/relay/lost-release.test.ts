/**
 * What waits for a mapping, a flag or a seller is released once that is there, even when the transaction that parks it and
 * the act that brings it run at the same time. Neither waits for the other: a release is not done before every transaction
 * has ended that may have parked something without seeing the act. See sql/routines/relay/RELEASE-LOCK.md. Each test holds
 * one of the two open.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant, readyPayload, step } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { releaseDue, releasePiece, sweepAll } from '../../support/relay/release.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

let database: Promise<{ readonly url: string }> | undefined

/** One database for all of them, emptied before each. */
async function emptied(t: TestContext): Promise<string> {
  const { url } = await (database ??= testDatabase(t))
  const client = await sqlClient(t, url)
  await client.rows(`
    truncate hub.integracao_evento, hub.integracao_outbox, hub.idempotencia, hub.pedido, hub.pedido_item, hub.volume,
      hub.notificacao, hub.pendencia_mapeamento, hub.pendencia_evento, hub.mapeamento_sku, hub.liberacao, hub.auditoria cascade`)
  await client.rows(`delete from hub.mapeamento_status where status_externo = 'estranho'`)
  await prepareTenant(client)
  await releaseDue(client)
  return url
}

async function threeSessions(t: TestContext): Promise<[SqlClient, SqlClient, SqlClient]> {
  const url = await emptied(t)
  return [await sqlClient(t, url), await sqlClient(t, url), await sqlClient(t, url)]
}

const openReleases = (client: SqlClient) =>
  client.value<string>('select count(*) from hub.liberacao where concluida_em is null')

const unmapped = { ...readyPayload, itens: [{ sku: 'NOVO', quantidade: 1 }] }
const saveMapping = `select processing.save_sku_mapping(123, 'ML', 'NOVO', 'INT-9', 'teste')`

const switchOn = `select tenants.switch_flag(123, 'ML', true, 'teste')`

test('a mapping saved while a step parks its event releases that event, and waits for no step', async (t) => {
  const [relay, operator, watcher] = await threeSessions(t)
  await append(relay, [{ externalId: 'A', payload: unmapped }])
  await relay.rows('begin')
  assert.equal((await step(relay)).retidos, 1)
  await operator.rows(saveMapping)
  assert.equal(await releaseDue(operator), 0, 'nothing can be seen yet')
  assert.equal(await openReleases(watcher), '1', 'and it goes on until the step has ended')
  await relay.rows('commit')
  assert.equal(await releaseDue(operator, 1000, '2 s'), 1)
  assert.equal(await openReleases(watcher), '0')
  assert.equal((await step(relay)).retidos, 0)
  assert.equal(await watcher.value(`select status from hub.pedido`), 'PRONTO')
})

test('a step that runs while a mapping is being saved parks the event, which is released then', async (t) => {
  const [relay, operator, watcher] = await threeSessions(t)
  await append(relay, [{ externalId: 'A', payload: unmapped }])
  await operator.rows('begin')
  await operator.rows(saveMapping)
  assert.equal((await step(relay)).retidos, 1, 'the step waits for nobody')
  await operator.rows('commit')
  assert.equal(await releaseDue(watcher), 1)
  assert.equal((await step(relay)).retidos, 0)
  assert.equal(await watcher.value(`select status from hub.pedido`), 'PRONTO')
})

test('an event appended while its tenant is switched on is not left parked', async (t) => {
  const [producer, operator, watcher] = await threeSessions(t)
  await operator.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)
  await producer.rows('begin')
  const [parked] = await append(producer, [{ externalId: 'A', payload: readyPayload }])
  assert.equal(parked?.status, 'ESTACIONADO')
  await operator.rows(switchOn)
  assert.equal(await releaseDue(operator), 0)
  assert.equal(await releaseDue(operator, 1000, '2 s'), 0, 'it is looked for again and again')
  assert.equal(await openReleases(watcher), '1')
  await producer.rows('commit')
  assert.equal(await releaseDue(operator, 1000, '4 s'), 1)
  assert.equal(await drain(producer), 1)
})

test('a look that began before the last of them ended does not end the release', async (t) => {
  const [producer, operator, watcher] = await threeSessions(t)
  await operator.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)
  await producer.rows('begin')
  await append(producer, [{ externalId: 'A', payload: readyPayload }])
  await operator.rows(switchOn)
  await releaseDue(operator)
  await watcher.rows('begin isolation level repeatable read')
  await watcher.rows('select from hub.liberacao')
  await producer.rows('commit')
  const blind = await releasePiece(watcher, 1000, '2 s')
  assert.deepEqual([blind.soltos, blind.concluida], [0, false])
  await watcher.rows('commit')
  assert.equal(await releaseDue(operator, 1000, '2 s'), 1)
})

test('appends that go on all the time do not keep a release from its end, nor does one that came later', async (t) => {
  const [producer, operator, late] = await threeSessions(t)
  await operator.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)
  await append(producer, [{ externalId: 'A', payload: readyPayload }])
  await producer.rows('begin')
  await append(producer, [{ externalId: 'B', payload: readyPayload }])
  await operator.rows(switchOn)
  assert.equal(await releaseDue(operator), 1)
  await late.rows('begin')
  const [seen] = await append(late, [{ externalId: 'C', payload: readyPayload }])
  assert.equal(seen?.status, 'RECEBIDO', 'a transaction that begins after the act sees it')
  await producer.rows('commit')
  assert.equal(await releaseDue(operator, 1000, '2 s'), 1)
  assert.equal(await openReleases(operator), '0')
  await late.rows('commit')
})

test('a prepared transaction that parks is waited for as well', async (t) => {
  const [producer, operator] = await threeSessions(t)
  const able = await producer.value<string>(`select current_setting('max_prepared_transactions')`)
  await operator.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)
  await producer.rows('begin')
  await append(producer, [{ externalId: 'A', payload: readyPayload }])
  await operator.rows(switchOn)
  await releaseDue(operator)
  if (able === '0') await producer.rows('commit')
  else {
    await producer.rows(`prepare transaction 'parada'`)
    assert.equal(await releaseDue(operator, 1000, '2 s'), 0)
    assert.equal(await openReleases(operator), '1')
    await producer.rows(`commit prepared 'parada'`)
  }
  assert.equal(await releaseDue(operator, 1000, '4 s'), 1)
})

test('a release goes on where it was when whoever did it was killed, and is seen to go on', async (t) => {
  const [producer, operator, other] = await threeSessions(t)
  await operator.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)
  await append(
    producer,
    Array.from({ length: 25 }, (_, n) => ({ externalId: `P-${n}`, payload: readyPayload })),
  )
  await operator.rows(switchOn)
  assert.equal((await releasePiece(operator, 10)).soltos, 10)
  await operator.rows('begin')
  assert.equal((await releasePiece(operator, 10)).soltos, 10)
  assert.deepEqual(
    await releasePiece(other, 10),
    { liberacao: null, soltos: null, restam: null, concluida: null },
    'one at a time',
  )
  await operator.rows('rollback')
  assert.deepEqual(
    await other.rows(
      `select liberados, concluida_em from ops.liberacao where motivo = 'ESTACIONADO' order by id desc limit 1`,
    ),
    [{ liberados: '10', concluida_em: null }],
  )
  assert.equal(await releaseDue(other, 10), 15)
  assert.deepEqual(
    await other.rows(
      `select ator, detalhe ->> 'eventosLiberados' as n from hub.auditoria where acao = 'eventos.liberar'`,
    ),
    [{ ator: 'teste', n: '25' }],
  )
  assert.equal(await drain(producer), 25)
})

test('a row that somebody has locked is waited for by nobody, and released when it is free', async (t) => {
  const [producer, operator, dba] = await threeSessions(t)
  await operator.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)
  const [first, second] = await append(producer, [
    { externalId: 'A', payload: readyPayload },
    { externalId: 'B', payload: readyPayload },
    { externalId: 'C', payload: unmapped },
  ])
  await dba.rows('begin')
  await dba.rows('select from hub.integracao_outbox where id = $1 for update', [first?.id])
  await dba.rows('select from hub.integracao_evento where id = $1 for update', [second?.id])
  await operator.rows(switchOn)
  assert.equal(await releaseDue(operator), 1)
  await dba.rows('commit')
  assert.equal(await releaseDue(operator, 1000, '2 s'), 2)
  assert.equal(await drain(producer), 3)
})

test('a flag that is switched off again ends the release', async (t) => {
  const [producer, operator] = await threeSessions(t)
  await operator.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)
  await append(
    producer,
    Array.from({ length: 5 }, (_, n) => ({ externalId: `P-${n}`, payload: readyPayload })),
  )
  await operator.rows(switchOn)
  assert.equal((await releasePiece(operator, 2)).soltos, 2)
  await operator.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)
  assert.equal(await releaseDue(operator, 2), 0)
  assert.equal(await openReleases(operator), '0')
  assert.equal((await step(producer)).retidos, 2)
  assert.equal(
    await operator.value(`select count(*) from hub.integracao_outbox where motivo = 'ESTACIONADO'`),
    '5',
  )
})

test('an act that was begun and never ended keeps no step, append or other act of another store waiting', async (t) => {
  const [stalled, producer, other] = await threeSessions(t)
  await prepareTenant(other, 124)
  for (const act of [
    saveMapping,
    switchOn,
    `select tenants.switch_flag(123, 'ML', false, 'teste')`,
  ]) {
    await stalled.rows('begin')
    await stalled.rows(act)
    await producer.rows(`set statement_timeout = '3s'`)
    await append(producer, [
      { externalId: `A-${act.length}`, payload: unmapped },
      { externalId: `B-${act.length}`, payload: readyPayload },
    ])
    assert.equal((await step(producer)).falhas.length, 0)
    await other.rows(`set statement_timeout = '3s'`)
    await other.rows(`select processing.save_sku_mapping(124, 'ML', 'NOVO', 'INT-9', 'teste')`)
    await other.rows(`select tenants.switch_flag(124, 'ML', true, 'teste')`)
    await stalled.rows('rollback')
  }
})

test('a mapping that is changed or removed waits for the steps under way, and keeps no append waiting', async (t) => {
  const [relay, operator, producer] = await threeSessions(t)
  await append(producer, [{ externalId: 'A', payload: readyPayload }])
  await relay.rows('begin')
  assert.equal((await step(relay)).reivindicados, 1)
  await operator.rows('begin')
  const removed = operator.rows(
    `select processing.remove_sku_mapping(123, 'ML', 'ABC-1', 'teste', 'teste')`,
  )
  await eventually(
    () => producer.value<boolean>(`select exists (select from pg_locks where not granted)`),
    { what: 'the removal waits for the step' },
  )
  await producer.rows(`set statement_timeout = '3s'`)
  await append(producer, [{ externalId: 'B', payload: readyPayload }])
  await relay.rows('commit')
  await removed
  await append(producer, [{ externalId: 'C', payload: readyPayload }])
  await operator.rows('commit')
  assert.equal((await step(relay)).retidos, 2)
  assert.deepEqual(
    await producer.rows(`select sku_externo from hub.pedido_item where sku_interno is null`),
    [{ sku_externo: 'ABC-1' }, { sku_externo: 'ABC-1' }],
  )
})

test('an event that lacks two mappings is released by the second, and by nothing else', async (t) => {
  const [relay, operator] = await threeSessions(t)
  await append(relay, [
    { externalId: 'both', payload: { ...unmapped, status: 'estranho' } },
    { externalId: 'status', payload: { ...readyPayload, status: 'estranho' } },
  ])
  assert.equal((await step(relay)).retidos, 2)
  await operator.rows(saveMapping)
  assert.equal(await releaseDue(operator), 0)
  await operator.rows(
    `select processing.save_status_mapping(123, 'ML', 'estranho', 'RECEBIDO', false, 'teste')`,
  )
  assert.equal(await releaseDue(operator), 2)
  assert.equal(await drain(relay), 2)
  assert.deepEqual(await operator.rows('select status from hub.pedido'), [
    { status: 'PRONTO' },
    { status: 'PRONTO' },
  ])
})

test('the sweep releases what a mapping written by hand has resolved', async (t) => {
  const [relay, dba] = await threeSessions(t)
  await append(relay, [{ externalId: 'A', payload: unmapped }])
  assert.equal((await step(relay)).retidos, 1)
  await dba.rows(
    `insert into hub.mapeamento_sku (tenant_id, canal, sku_externo, sku_interno) values (123, 'ML', 'NOVO', 'X')`,
  )
  assert.equal(await sweepAll(dba), 1)
  assert.equal((await step(relay)).retidos, 0)
})

test('the sweep releases what a flag switched by hand has let through', async (t) => {
  const [relay, dba] = await threeSessions(t)
  await dba.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)
  await append(relay, [{ externalId: 'A', payload: readyPayload }])
  await dba.rows(`update hub.tenant_flag set ligado = true`)
  assert.equal(await drain(relay), 0)
  assert.equal(await sweepAll(dba), 1)
  assert.equal(await drain(relay), 1)
})

test('the sweep releases what a hand has cut off from its pending mapping, and what waits is left alone', async (t) => {
  const [relay, dba] = await threeSessions(t)
  await append(relay, [
    { externalId: 'A', payload: unmapped },
    { externalId: 'B', payload: { ...readyPayload, itens: [{ sku: 'OUTRO', quantidade: 1 }] } },
  ])
  assert.equal((await step(relay)).retidos, 2)
  await dba.rows(
    `delete from hub.pendencia_evento where evento_id = (select min(evento_id) from hub.pendencia_evento)`,
  )
  assert.equal(await sweepAll(dba), 1)
  assert.equal(await sweepAll(dba), 0)
})

test('many pending mappings and many events of one are released piece by piece', async (t) => {
  const [relay, operator] = await threeSessions(t)
  await append(
    relay,
    Array.from({ length: 60 }, (_, n) => ({
      externalId: `P-${n}`,
      payload: {
        ...readyPayload,
        itens: [
          { sku: `S-${n % 7}`, quantidade: 1 },
          { sku: n % 2 === 0 ? 'S-0' : 'S-1', quantidade: 1 },
        ],
      },
    })),
  )
  assert.equal((await step(relay)).retidos, 60)
  for (const n of [3, 1, 0, 5])
    await operator.rows(`select processing.save_sku_mapping(123, 'ML', $1, 'INT', 'teste')`, [
      `S-${n}`,
    ])
  const ready = Array.from({ length: 60 }, (_, n) => [n % 7, n % 2]).filter(
    ([a = 9, b = 9]) => [0, 1, 3, 5].includes(a) && [0, 1].includes(b),
  ).length
  assert.equal(await releaseDue(operator, 4), ready)
  assert.deepEqual(
    await operator.rows(
      `select chave from hub.pendencia_mapeamento where resolvida_em is null order by 1`,
    ),
    [{ chave: 'S-2' }, { chave: 'S-4' }, { chave: 'S-6' }],
  )
  for (const n of [2, 4, 6])
    await operator.rows(`select processing.save_sku_mapping(123, 'ML', $1, 'INT', 'teste')`, [
      `S-${n}`,
    ])
  assert.equal(await releaseDue(operator, 4), 60 - ready)
  assert.equal(await operator.value('select count(*) from hub.pendencia_evento'), '0')
  assert.equal(await drain(relay), 60)
})

for (const relays of [1, 3]) {
  test(`no event is left parked when mappings are saved while it is stepped, with ${relays} relay(s)`, async (t) => {
    const url = await emptied(t)
    const [producer, operator] = [await sqlClient(t, url), await sqlClient(t, url)]
    let working = true
    const relaying = Array.from({ length: relays }, async () => {
      const relay = await sqlClient(t, url)
      while (working) await step(relay, 5)
      for (let idle = 0; idle < 5; idle = (await drain(relay)) === 0 ? idle + 1 : 0) {
        if ((await openReleases(relay)) !== '0') idle = -1
      }
    })
    let releasing = true
    const releaser = await sqlClient(t, url)
    const released = (async () => {
      while (releasing) await releaseDue(releaser, 3)
    })()
    const rounds = 100
    for (let round = 0; round < rounds; round += 1) {
      const payload = { ...readyPayload, itens: [{ sku: `N-${round}`, quantidade: 1 }] }
      await Promise.all([
        append(producer, [{ externalId: `A-${round}`, payload }]),
        operator.rows(`select processing.save_sku_mapping(123, 'ML', $1, 'INT', 'teste')`, [
          `N-${round}`,
        ]),
      ])
    }
    working = false
    await Promise.all(relaying)
    releasing = false
    await released
    assert.deepEqual(
      await producer.rows(
        "select id, status, motivo from hub.integracao_outbox where destino = 'PROCESSAR'",
      ),
      [],
    )
    assert.equal(
      await producer.value(`select count(*) from hub.pedido where status = 'PRONTO'`),
      `${rounds}`,
    )
  })
}
