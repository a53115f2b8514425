/** A bulk act survives the processes that do it: two are killed in the middle, and each item is done once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { confirm, plan, progress } from '../../../support/panel/bulk-act.ts'
import { testDatabase } from '../../../support/database/database.ts'
import { append, drain, prepareTenant, readyPayload } from '../../../support/relay/engine.ts'
import { eventually } from '../../../support/eventually.ts'
import { freePort } from '../../../support/process/free-port.ts'
import { tempDir } from '../../../support/process/in-process.ts'
import { serviceProcess } from '../../../support/process/service-process.ts'
import { sqlClient } from '../../../support/database/sql-client.ts'

test('two services are killed in the middle of a bulk act, and a third one ends it; each item is done once', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  await prepareTenant(client)
  const total = 600
  const events = await append(
    client,
    Array.from({ length: total }, (_, n) => ({ externalId: `A-${n}`, payload: readyPayload })),
  )
  await drain(client)
  const lote = await plan(
    client,
    events.map(({ id }) => id),
    { forcar: true, ritmo: 60 },
  )
  const env = { DATABASE_URL: url, DATA_DIR: tempDir(t), ROOMS: 'schedule,relay' }
  const open = async () => serviceProcess(t, [await freePort(), await freePort()], env)
  const services = [await open(), await open()]
  await Promise.all(services.map((service) => service.start()))
  await confirm(client, lote)
  const past = (items: number) =>
    eventually(async () => (await progress(client, lote)).feitos >= items, {
      what: `${items} items are done`,
      timeoutMs: 30_000,
    })
  await past(60)
  await Promise.all(services.map((service) => service.kill()))
  const { status, feitos } = await progress(client, lote)
  assert.equal(status, 'EM_ANDAMENTO')
  assert.ok(feitos < total, 'it was in its midst')
  const last = await open()
  await last.start()
  await past(total)
  await eventually(
    () =>
      client.value<boolean>(
        'select not exists (select from hub.integracao_outbox where reprocess_id is not null)',
      ),
    { what: 'each attempt has run', timeoutMs: 30_000 },
  )
  assert.equal((await progress(client, lote)).status, 'CONCLUIDO')
  assert.deepEqual(
    await client.rows(
      'select reprocess_count as vezes, count(*)::int as eventos from hub.integracao_evento group by 1',
    ),
    [{ vezes: 1, eventos: total }],
  )
  assert.equal(await last.terminate(), 0)
})
