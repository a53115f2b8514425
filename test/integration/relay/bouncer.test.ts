/** The relay and the ingress behind a transaction pooler, where a session keeps nothing. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createLogger } from '../../../src/core/log.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { createPool } from '../../../src/db/connect/pool.ts'
import { createEventStore, type ValidEvent } from '../../../src/ingress/store/event-store.ts'
import { testDatabase } from '../../support/database/database.ts'
import { prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { oddSettings } from '../../support/database/odd-settings.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'
import { testRelay } from '../../support/relay/test-relay.ts'
import {
  type TransactionPooler,
  transactionPooler,
} from '../../support/database/transaction-pooler.ts'
import { serviceUrl } from '../../support/database/service-url.ts'

interface Hub {
  readonly sql: SqlClient
  readonly pooler: TransactionPooler
}

/**
 * The pooler's own connections log in as the service does, but without its `options`. The settings of the service's role
 * still win over those of the database.
 */
async function hub(t: TestContext): Promise<Hub> {
  const { url, name } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  for (const setting of oddSettings) await sql.rows(`alter database ${name} set ${setting}`)
  return { sql, pooler: await transactionPooler(t, serviceUrl(url)) }
}

const event = (n: number): ValidEvent => ({
  canal: 'ML',
  tenantId: 123,
  externalId: `P${n}`,
  tipo: 'ORDER_CREATED',
  versao: 1,
  payload: readyPayload,
  traceId: crypto.randomUUID(),
  origem: 'WEBHOOK',
  conferencia: 'HMAC',
  ignorar: false,
})

const silent = createLogger({ level: 'silent' })
const quickVerdict = { answerTimeoutMs: 300 }

test('events are stored and have their effect once, by the poll, within seconds', async (t) => {
  const { sql, pooler } = await hub(t)
  const relay = testRelay(t, pooler.url, {
    listens: quickVerdict,
    settings: { pollMs: 1000, batch: 10 },
  })
  const said = (msg: RegExp) => relay.lines.filter((line) => msg.test(line.msg))
  await eventually(() => said(/notifications do not arrive/).length === 1, { what: 'it is said' })
  await relay.asleep()

  const pool = createPool({ url: pooler.url, max: 4, applicationName: 'test', log: silent })
  t.after(() => pool.end())
  const store = createEventStore({ pool, log: silent, clock: systemClock })
  const startedAt = performance.now()
  const sizes = [1, 20, 7, 40, 12, 20]
  const batches = sizes.map((size, batch) =>
    Array.from({ length: size }, (_, n) => event(batch * 100 + n)),
  )
  await Promise.all(batches.map((batch) => store(batch)))
  await eventually(
    async () =>
      (await sql.value(
        `select count(*) from hub.integracao_evento where status = 'PROCESSADO'`,
      )) === '100',
    { what: 'all are done' },
  )
  const tookMs = performance.now() - startedAt
  assert.ok(tookMs < 5000, `it took ${tookMs} ms`)
  assert.deepEqual(new Set(relay.wakes), new Set(['poll', 'step']))
  assert.equal(await sql.value('select count(*) from hub.pedido'), '100')
  assert.equal(await sql.value('select count(*) from hub.notificacao'), '100')
  assert.deepEqual(await sql.rows('select * from ops.tentativa'), [], 'no attempt was spent')
  await eventually(
    async () =>
      (await sql.value(`select count(*) from ops.notificacao where status = 'REGISTRADA'`)) ===
      '100',
    { what: 'the notices went out as well' },
  )
  assert.ok(
    pooler.lent.every((times) => times > 0),
    'every server connection had its part',
  )
  assert.deepEqual(said(/^(step|relay poll) failed|lost/), [])
  assert.equal(said(/notifications do not arrive/).length, 1)
  await relay.stop()
})

test('the time limits of a step hold, and none stays on a connection that other clients get', async (t) => {
  const { sql, pooler } = await hub(t)
  await sql.rows(`
    create function public.limites() returns trigger language plpgsql as $$
    begin
      raise exception '% %', current_setting('lock_timeout'), current_setting('statement_timeout');
    end $$;
    create trigger limites before insert on hub.pedido
    for each row execute function public.limites()`)
  const pool = createPool({ url: pooler.url, max: 1, applicationName: 'test', log: silent })
  t.after(() => pool.end())
  await createEventStore({ pool, log: silent, clock: systemClock })([event(1)])
  testRelay(t, pooler.url, { settings: { lockTimeoutMs: 700, statementTimeoutMs: 9000 } })
  const met = await eventually(
    async () => (await sql.rows<{ erro: string }>('select erro from ops.tentativa'))[0]?.erro,
    { what: 'the step has met the trigger' },
  )
  assert.match(met, /700ms 9s/)
  for (const _ of pooler.lent) {
    const { rows } = await pool.query(
      `select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement`,
    )
    assert.deepEqual(rows, [{ lock: '0', statement: '0' }])
  }
})
