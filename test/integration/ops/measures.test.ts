/** The counts of one process reach the database whole, in few queries, and survive a query that fails. */
import { strict as assert } from 'node:assert'
import { test, type TestContext } from 'node:test'
import { pino } from 'pino'
import { systemClock } from '../../../src/core/clock.ts'
import { createPool, type Pool } from '../../../src/db/connect/pool.ts'
import { createMeasures } from '../../../src/ops/metrics/measures.ts'
import { testDatabase } from '../../support/database/database.ts'
import { serviceUrl } from '../../support/database/service-url.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

const log = pino({ level: 'silent' })

async function arrange(t: TestContext) {
  const { url } = await testDatabase(t)
  const pool = createPool({ url: serviceUrl(url), max: 1, applicationName: 'test-measures', log })
  t.after(() => pool.end())
  const sql = await sqlClient(t, url)
  return {
    pool,
    answers: () =>
      sql.rows(`select balde, total::int, acima_500::int from hub.medida_resposta order by balde`),
    processed: () =>
      sql.rows(`
        select
          m.tenant_id, m.processados::int,
          (select sum(l.total)::int from hub.medida_latencia as l where l.tenant_id = m.tenant_id) as medidos
        from hub.medida as m
        where m.tenant_id is not null
        order by m.tenant_id`),
  }
}

test('answers on both sides of 500 ms share a bucket, and only the late ones count as late', async (t) => {
  const { pool, answers } = await arrange(t)
  const measures = createMeasures({ pool, clock: systemClock, log })
  for (const ms of [480, 510, 512, 3]) measures.answered(ms)
  await measures.stop()
  assert.deepEqual(await answers(), [
    { balde: 4, total: 1, acima_500: 0 },
    { balde: 18, total: 3, acima_500: 2 },
  ])
})

test('counts that could not be sent are kept and sent with the next ones', async (t) => {
  const { pool, answers } = await arrange(t)
  let failures = 2
  const sent: number[] = []
  const failing = {
    query: (query: Parameters<Pool['query']>[0]) => {
      sent.push(failures)
      if (failures-- > 0) throw new Error('lost')
      return pool.query(query)
    },
  } as unknown as Pool
  const measures = createMeasures({ pool: failing, clock: systemClock, log, everyMs: 20 })
  for (let n = 0; n < 100; n++) measures.answered(1)
  while (failures > -1) await systemClock.sleep(5)
  await measures.stop()
  assert.deepEqual(await answers(), [{ balde: 0, total: 100, acima_500: 0 }])
  assert.equal(sent.length, 3)
})

test('events are counted by tenant, and those that a person asked for again have no duration', async (t) => {
  const { pool, processed } = await arrange(t)
  const measures = createMeasures({ pool, clock: systemClock, log })
  measures.processed('123', 2, 3)
  measures.processed('123', 2, 4)
  measures.processed('123', null, 1)
  measures.processed('124', 2, 5)
  await measures.stop()
  assert.deepEqual(await processed(), [
    { tenant_id: '123', processados: 8, medidos: 7 },
    { tenant_id: '124', processados: 5, medidos: 5 },
  ])
})
