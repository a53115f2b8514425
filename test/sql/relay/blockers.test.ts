/** What holds the database up: which session, since when, and which others wait for it; never the text of its query. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { prepareTenant } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

interface Blocker {
  readonly [column: string]: unknown
  readonly tipo: string
  readonly pid: number | null
  readonly bloqueadores: number[] | null
  readonly frase: string
}

/** What the service sees. */
async function blockers(client: SqlClient, seconds = 0, xids = 100_000): Promise<Blocker[]> {
  await client.rows('set role hub_service')
  const found = await client.rows<Blocker>('select * from ops.blockers($1, $2)', [seconds, xids])
  await client.rows('reset role')
  return found
}

const of = (found: readonly Blocker[], tipo: string) => found.filter((each) => each.tipo === tipo)

test('a session that idles in a transaction is named, and its query is not', async (t) => {
  const { url } = await testDatabase(t)
  const [client, idle] = [await sqlClient(t, url), await sqlClient(t, url)]
  assert.deepEqual(await blockers(client), [])
  const pid = await idle.value<number>('select pg_backend_pid()')
  await idle.rows('begin')
  await idle.rows(`select '12345678909' from hub.pedido`)
  const found = await blockers(client)
  assert.deepEqual(
    found.map(({ tipo, pid: whose }) => [tipo, whose]),
    [['OCIOSA', pid]],
  )
  assert.match(found[0]!.frase, /test tem uma transação aberta desde .*, parada$/)
  assert.ok(!JSON.stringify(found).includes('12345678909'))
  assert.deepEqual(await blockers(client, 60), [], 'not older than a minute')
})

test('a session that keeps the horizon of vacuum back is named, however young its transaction', async (t) => {
  const { url } = await testDatabase(t)
  const [client, reader] = [await sqlClient(t, url), await sqlClient(t, url)]
  await prepareTenant(client)
  await reader.rows('begin isolation level repeatable read')
  await reader.rows('select from hub.pedido')
  for (let i = 0; i < 5; i += 1) await client.rows('select pg_current_xact_id()')
  const held = await blockers(client, 3600, 3)
  assert.deepEqual(
    held.map(({ tipo }) => tipo),
    ['HORIZONTE'],
  )
  assert.match(held[0]!.frase, /impede a limpeza/)
  assert.deepEqual(await blockers(client, 3600, 1000), [])
})

test('a session that waits for a lock is shown with the session that it waits for', async (t) => {
  const { url } = await testDatabase(t)
  const [client, holder, waiter] = [
    await sqlClient(t, url),
    await sqlClient(t, url),
    await sqlClient(t, url),
  ]
  await prepareTenant(client)
  const culprit = await holder.value<number>('select pg_backend_pid()')
  await holder.rows('begin')
  await holder.rows('lock table hub.pedido')
  const waiting = waiter.rows('select from hub.pedido')
  await eventually(
    async () => {
      const [one] = of(await blockers(client), 'ESPERA')
      return one?.bloqueadores?.[0] === culprit && /a tabela pedido/.test(one.frase)
    },
    { what: 'it has waited for five seconds', timeoutMs: 20_000 },
  )
  await holder.rows('rollback')
  await waiting
})

test('a session that holds the queue is named within two seconds, with the line that ends it; one that works is not', async (t) => {
  const { url } = await testDatabase(t)
  const clients = await Promise.all([1, 2, 3, 4].map(() => sqlClient(t, url)))
  const [client, holder, waiter, relay] = clients as [SqlClient, SqlClient, SqlClient, SqlClient]
  await prepareTenant(client)
  const pid = await holder.value<number>('select pg_backend_pid()')
  const named = (table: string, more: RegExp) =>
    eventually(
      async () => {
        const [one, ...others] = of(await blockers(client, 60), 'FILA')
        return (
          one?.pid === pid &&
          others.length === 0 &&
          one.frase.includes(`a tabela hub.${table}`) &&
          one.frase.endsWith(`select pg_terminate_backend(${pid})`) &&
          more.test(one.frase)
        )
      },
      { what: `the holder of ${table} is named`, timeoutMs: 20_000 },
    )

  await holder.rows('begin')
  await holder.rows('lock table hub.integracao_evento in share mode')
  await named('integracao_evento', /parada em uma transação aberta; para/)
  const waiting = waiter.rows('update hub.integracao_evento set status = status')
  await named('integracao_evento', /e 1 sessão espera por ela/)
  await holder.rows('rollback')
  await waiting
  assert.deepEqual(of(await blockers(client, 60), 'FILA'), [])

  // An idle session has locked rows.
  await holder.rows('begin')
  await holder.rows(`update hub.tenant set nome = nome where id = 123`)
  const behind = waiter.rows(`update hub.tenant set nome = nome where id = 123`)
  await eventually(async () => of(await blockers(client, 60), 'FILA')[0]?.pid === pid, {
    what: 'who has locked a row is named',
    timeoutMs: 20_000,
  })
  await holder.rows('rollback')
  await behind

  // A running step keeps others waiting too, but ends by itself.
  await relay.rows(`set application_name = 'hub-relay'`)
  const working = relay.rows(
    `with t as (update hub.tenant set nome = nome where id = 123 returning id) select pg_sleep(4) from t`,
  )
  await eventually(
    () =>
      client.value<boolean>(
        `select exists (select from pg_stat_activity where query like '%pg_sleep(4)%' and pid <> pg_backend_pid())`,
      ),
    { what: 'the relay works' },
  )
  const patient = waiter.rows(`update hub.tenant set nome = nome where id = 123`)
  let looks = 0
  let blamed: readonly Blocker[] = []
  const over = Promise.all([working, patient]).then(() => true)
  while (!(await Promise.race([over, client.value<boolean>(`select false from pg_sleep(0.2)`)]))) {
    blamed = [...blamed, ...of(await blockers(client, 60), 'FILA')]
    looks += 1
  }
  assert.ok(looks > 3)
  assert.deepEqual(blamed, [])
})

test('where other sessions are hidden, the answer says so, and still names what holds vacuum back', async (t) => {
  const { url } = await testDatabase(t)
  const [client, idle] = [await sqlClient(t, url), await sqlClient(t, url)]
  const role = `cego_${randomBytes(4).toString('hex')}`
  await client.rows(`
    create role ${role} nologin; grant usage, create on schema ops to ${role};
    grant execute on function ops.moment(timestamptz) to ${role}; alter function ops.blockers owner to ${role}`)
  await idle.rows('begin isolation level repeatable read')
  await idle.rows('select from hub.pedido')
  for (let i = 0; i < 5; i += 1) await client.rows('select pg_current_xact_id()')
  const found = await client.rows<Blocker>('select * from ops.blockers(0, 3)')
  assert.deepEqual(
    found.map(({ tipo }) => tipo),
    ['HORIZONTE', 'SEM_VISAO'],
  )
  assert.match(found[1]!.frase, /pg_read_all_stats/)
  await client.rows(`drop owned by ${role}; drop role ${role}`)
})
