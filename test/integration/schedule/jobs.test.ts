import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'
import { databaseJobs } from '../../../src/schedule/database-jobs.ts'
import { release } from '../../../src/relay/release.ts'
import { sweep } from '../../../src/relay/sweep.ts'
import { type Job, startSchedule } from '../../../src/schedule/schedule.ts'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { type LogLine, relayPool } from '../../support/relay/test-relay.ts'

const everySecond = '* * * * * *'

function schedule(jobs: readonly Job[], lines: LogLine[] = []) {
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as LogLine) }
  const log = createLogger({ level: 'debug', destination })
  return startSchedule({ jobs, clock: systemClock, log, stopDeadlineMs: 100 })
}

test('a job runs when it is due, and a failed job runs again', async (t) => {
  const lines: LogLine[] = []
  let runs = 0
  const running = schedule(
    [
      {
        name: 'falha',
        cron: everySecond,
        run: async () => {
          runs++
          throw new Error('quebrou')
        },
      },
    ],
    lines,
  )
  t.after(() => running.stop())
  await eventually(() => runs >= 2, { what: 'it has run twice' })
  const line = lines.find(({ msg }) => msg === 'job failed')
  assert.deepEqual([line?.level, line?.['job']], ['error', 'falha'])
})

test('a job never overlaps itself, and a stop signals it and waits for it', async (t) => {
  const lines: LogLine[] = []
  let runs = 0
  let told = false
  const running = schedule(
    [
      {
        name: 'longa',
        cron: everySecond,
        run: (signal) => {
          runs++
          return new Promise<void>((resolve) =>
            signal.addEventListener('abort', () => {
              told = true
              setImmediate(resolve)
            }),
          )
        },
      },
    ],
    lines,
  )
  t.after(() => running.stop())
  await eventually(() => lines.some(({ msg }) => msg === 'job still running'), {
    what: 'its time has come again while it runs',
  })
  assert.equal(runs, 1)
  await running.stop()
  assert.equal(told, true)
  assert.ok(lines.some(({ msg }) => msg === 'job done'))
  assert.equal(running.stop(), running.stop())
})

test('a job that does not end does not keep the schedule from stopping', async () => {
  const lines: LogLine[] = []
  let runs = 0
  const run = () => {
    runs++
    return new Promise<void>(() => {})
  }
  const running = schedule([{ name: 'surda', cron: everySecond, run }], lines)
  await eventually(() => runs === 1, { what: 'it runs' })
  await running.stop()
  assert.ok(lines.some(({ msg }) => msg === 'schedule stopped before its jobs'))
})

test('a cron text that cannot be read is refused with the name of its job', () => {
  assert.throws(() => schedule([{ name: 'torta', cron: '61 * * * *', run: async () => {} }]), {
    code: 'config_invalid',
    message: /torta/,
  })
})

test('the sweep releases what a person has released by hand', async (t) => {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  await append(sql, [
    { externalId: 'A', payload: { ...readyPayload, itens: [{ sku: 'NOVO', quantidade: 1 }] } },
  ])
  await drain(sql)
  const pool = relayPool(t, url)
  assert.equal(await sweep(pool), 0)
  await sql.rows(`insert into hub.mapeamento_sku (tenant_id, canal, sku_externo, sku_interno)
    values (123, 'ML', 'NOVO', 'INT-9')`)
  const running = schedule([
    { name: 'varredura', cron: everySecond, run: () => sweep(pool) },
    { name: 'liberacoes', cron: everySecond, run: (signal) => release(pool, systemClock, signal) },
  ])
  t.after(() => running.stop())
  await eventually(
    () => sql.value(`select exists (select from hub.integracao_outbox where status = 'PENDENTE')`),
    { what: 'the event is released' },
  )
  await running.stop()
})

test('a job deletes sessions that ended over a week ago, and no live ones', async (t) => {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await sql.rows(
    `select access.open_session(
       access.create_operator('maria', 'Maria', 'leitor', '{}', null, 'teste'), sha256('velha'), '', '',
       now() - interval '8 days'
     )`,
  )
  await sql.rows(`select access.open_session(id, sha256('nova'), '', '') from ops.operador`)
  const pool = relayPool(t, url)
  const [job] = databaseJobs(pool).filter(({ name }) => name === 'sessoes')
  assert.ok(job)
  const running = schedule([{ ...job, cron: everySecond }])
  t.after(() => running.stop())
  const kept = () => sql.value<number>('select count(*)::int from ops.sessao')
  await eventually(async () => (await kept()) === 1, { what: 'the old one is gone' })
  await running.stop()
  assert.equal(await sql.value('select viva from ops.sessao'), true)
})
