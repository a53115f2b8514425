/**
 * The low-water mark must never pass a row that can still become claimable. sql/routines/relay/LOW-WATER-MARK.md explains
 * its five rules. When the rule of a test is broken, the test strands a row for up to a minute.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant, step } from '../../support/relay/engine.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

async function sessions(t: TestContext, count: number): Promise<SqlClient[]> {
  const { url } = await testDatabase(t)
  const clients = await Promise.all(Array.from({ length: count }, () => sqlClient(t, url)))
  await prepareTenant(first(clients))
  return clients
}

function first(clients: readonly SqlClient[]): SqlClient {
  const [client] = clients
  if (client === undefined) throw new Error('no session')
  return client
}

async function waiting(client: SqlClient): Promise<number> {
  return Number(
    await client.value(`select count(*) from hub.integracao_outbox where status = 'PENDENTE'`),
  )
}

test('a row of a transaction that outlived the mark is claimed by the next step', async (t) => {
  const [relay, writer, other] = (await sessions(t, 3)) as [SqlClient, SqlClient, SqlClient]
  await writer.rows('begin')
  await append(writer, [{ externalId: 'late' }])
  await append(other, [{ externalId: 'early' }])
  assert.equal((await step(relay)).reivindicados, 1)
  assert.equal((await step(relay)).reivindicados, 0)
  await writer.rows('commit')
  assert.equal((await step(relay)).reivindicados, 1)
})

test('a row that a transaction writes after its own step is claimed by the next one', async (t) => {
  const [relay, other] = (await sessions(t, 2)) as [SqlClient, SqlClient]
  await relay.rows('begin')
  await append(relay, [{ externalId: 'own-1' }])
  await append(other, [{ externalId: 'other' }])
  assert.equal((await step(relay)).reivindicados, 2)
  assert.equal((await step(relay)).reivindicados, 0)
  await append(relay, [{ externalId: 'own-2' }])
  await relay.rows('commit')
  assert.equal((await step(relay)).reivindicados, 1)
})

test('a late row that another relay held and gave back is still claimed', async (t) => {
  const [relay, rival, writer, other] = (await sessions(t, 4)) as [
    SqlClient,
    SqlClient,
    SqlClient,
    SqlClient,
  ]
  await writer.rows('begin')
  await append(writer, [{ externalId: 'late' }])
  await append(other, [{ externalId: 'early' }])
  await step(relay)
  await writer.rows('commit')
  await rival.rows('begin')
  assert.equal((await step(rival)).reivindicados, 1)
  assert.equal((await step(relay)).reivindicados, 0, 'the rival has it')
  assert.equal((await step(relay)).reivindicados, 0, 'the rival still has it')
  await rival.rows('rollback')
  assert.equal((await step(relay)).reivindicados, 1)
})

test('beside an open reader, the rows of a transaction that outlived the mark cost the same however many are done', async (t) => {
  const [relay, writer, reader] = (await sessions(t, 3)) as [SqlClient, SqlClient, SqlClient]
  await writer.rows('begin')
  await append(
    writer,
    Array.from({ length: 1200 }, (_, n) => ({ externalId: `late-${n}` })),
  )
  await append(relay, [{ externalId: 'early' }])
  assert.equal((await step(relay)).reivindicados, 1)
  await writer.rows('commit')
  await reader.rows('begin isolation level repeatable read; select 1')
  const entriesRead = async () => {
    await relay.rows('select pg_stat_force_next_flush()')
    return relay.value<string>(
      `select idx_tup_read from pg_stat_user_indexes where indexrelname = 'integracao_outbox_pendente_idx'`,
    )
  }
  for (let n = 0; n < 12; n += 1) {
    const before = await entriesRead()
    assert.equal((await step(relay, 100)).reivindicados, 100)
    const read = Number(await entriesRead()) - Number(before)
    assert.ok(read < 400, `step ${n} read ${read} entries for 100 rows`)
  }
})

test('a row that another relay claimed and gave back is claimed by the next step', async (t) => {
  const [relay, rival, other] = (await sessions(t, 3)) as [SqlClient, SqlClient, SqlClient]
  await append(other, [{ externalId: 'first' }])
  await rival.rows('begin')
  assert.equal((await step(rival)).reivindicados, 1)
  await append(other, [{ externalId: 'second' }])
  assert.equal((await step(relay)).reivindicados, 1, 'the rival has the first')
  assert.equal((await step(relay)).reivindicados, 0, 'the rival still has it')
  await rival.rows('rollback')
  assert.equal((await step(relay)).reivindicados, 1)
})

test('a row that a DBA makes PENDENTE again by hand is claimed by the next step', async (t) => {
  const [relay, dba] = (await sessions(t, 2)) as [SqlClient, SqlClient]
  const [parked] = await append(relay, [{ externalId: 'parked' }, { externalId: 'other' }])
  await dba.rows(
    `update hub.integracao_outbox set status = 'AGUARDANDO', motivo = 'RETRY' where id = $1`,
    [parked?.id],
  )
  await append(dba, [{ externalId: 'another' }])
  assert.equal(await drain(relay), 2)
  await append(dba, [{ externalId: 'later' }])
  assert.equal(await drain(relay), 1)
  await dba.rows(
    `update hub.integracao_outbox set status = 'PENDENTE', motivo = null where id = $1`,
    [parked?.id],
  )
  assert.equal((await step(relay)).reivindicados, 1)
})

test('a step that is rolled back takes its marks back', async (t) => {
  const [relay, other] = (await sessions(t, 2)) as [SqlClient, SqlClient]
  await append(other, [{ externalId: 'a' }, { externalId: 'b' }])
  await relay.rows('begin')
  assert.equal((await step(relay)).reivindicados, 2)
  assert.equal((await step(relay)).reivindicados, 0)
  await relay.rows('rollback')
  assert.equal((await step(relay)).reivindicados, 2)
})

test('whatever strands a row, a step finds it within a minute', async (t) => {
  const [relay] = (await sessions(t, 1)) as [SqlClient]
  await drain(relay)
  await append(relay, [{ externalId: 'stranded' }])
  await relay.rows(`
    select
      set_config('hub.marks_0.since', clock_timestamp()::text, false),
      set_config('hub.marks_0.lanes', (select array_agg(numero)::text from hub.faixa), false),
      set_config('hub.marks_0.xids', '{9000000}', false),
      set_config('hub.marks_0.ids', '{0}', false),
      set_config('hub.marks_0.held', '{}', false)`)
  await append(relay, [{ externalId: 'seen' }])
  assert.equal((await step(relay)).reivindicados, 0, 'the marks are believed for a minute')
  assert.equal((await step(relay, 500, '61 s')).reivindicados, 2)
})

test('a row that commits while the mark is being computed is claimed by the next step', async (t) => {
  const { url } = await testDatabase(t)
  const [setUp, reader, writer, other] = [
    await sqlClient(t, url),
    await sqlClient(t, url),
    await sqlClient(t, url),
    await sqlClient(t, url),
  ]
  await prepareTenant(setUp)
  // Dead entries that a reader's snapshot keeps make a first scan long enough for a commit to fall into it.
  await setUp.rows(`
    insert into hub.integracao_outbox (id, evento_id, tenant_id, canal, destino)
    select -n, -n, 123, 'ML', 'PROCESSAR' from generate_series(1, 200000) as n`)
  await reader.rows('begin isolation level repeatable read; select 1')
  await setUp.rows('delete from hub.integracao_outbox')

  for (let attempt = 0; attempt < 24; attempt += 1) {
    const relay = await sqlClient(t, url)
    await writer.rows('begin')
    await append(writer, [{ externalId: `late-${attempt}` }])
    await append(other, [{ externalId: `early-${attempt}` }])
    const stepping = step(relay)
    for (let n = 0; n < attempt; n += 1) await writer.rows('select 1')
    await writer.rows('commit')
    const { reivindicados } = await stepping
    assert.equal(reivindicados + (await step(relay)).reivindicados, 2, `attempt ${attempt}`)
    await relay.end()
  }
})

for (const relays of [1, 3]) {
  test(`no row is stranded under concurrent producers, aborts and a long writer, with ${relays} relay(s)`, async (t) => {
    const { url } = await testDatabase(t)
    const setUp = await sqlClient(t, url)
    await prepareTenant(setUp)
    const long = await sqlClient(t, url)
    await long.rows('begin')
    await append(long, [{ externalId: 'long' }])

    let producing = true
    let committed = 1
    const produce = async (name: number) => {
      const client = await sqlClient(t, url)
      for (let i = 0; i < 250; i += 1) {
        const events = [{ externalId: `p${name}-${i}` }, { externalId: `p${name}-${i}b` }]
        await client.rows('begin')
        await append(client, [events[0] as (typeof events)[number]])
        if (i % 3 === 0) await client.rows('select count(*) from hub.pedido')
        await append(client, [events[1] as (typeof events)[number]])
        if (i % 10 === 9) await client.rows('rollback')
        else {
          await client.rows('commit')
          committed += 2
        }
      }
    }
    const relay = async () => {
      const client = await sqlClient(t, url)
      let claimed = 0
      while (producing) claimed += (await step(client, 7)).reivindicados
      return { client, claimed }
    }
    const relaying = Array.from({ length: relays }, relay)
    await Promise.all([1, 2, 3, 4].map(produce))
    await long.rows('commit')
    producing = false
    const ended = await Promise.all(relaying)
    let claimed = ended.reduce((sum, each) => sum + each.claimed, 0)
    for (const { client } of ended) claimed += await drain(client, 50)

    assert.equal(await waiting(setUp), 0)
    assert.equal(claimed, committed, 'each committed row was claimed exactly once')
  })
}
