/** What an event writes to the WAL, which every commit, replica and backup pays for. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { sqlClient, type SqlClient } from '../../support/database/sql-client.ts'
import { prepareTenant, readyPayload } from '../../support/relay/engine.ts'

test('an event writes its rows and their index entries to the WAL and little else, from the first one on', async (t) => {
  const { url } = await testDatabase(t)
  const hub = await sqlClient(t, url)
  await prepareTenant(hub)
  const written = { append: [] as number[], step: [] as number[] }
  for (let n = 0; n < 10; n += 1) {
    const event = {
      canal: 'ML',
      tenantId: 123,
      externalId: `WAL-${n}`,
      tipo: 'ORDER_CREATED',
      versao: 1,
      payload: { ...readyPayload, etiqueta: undefined },
    }
    written.append.push(
      await walOf(hub, `select from ingress.append_events('${JSON.stringify([event])}')`),
    )
    written.step.push(await walOf(hub, `select from relay.step(1, 'teste', '{30 s}')`))
  }
  // They write about 1300 and 1450 bytes. The least of ten, as a page's first change after a checkpoint writes the whole page.
  const [append, step] = [Math.min(...written.append), Math.min(...written.step)]
  assert.ok(append < 1500, `an append of one event wrote ${append} bytes of WAL`)
  assert.ok(step < 1600, `a step of one event wrote ${step} bytes of WAL`)
})

async function walOf(client: SqlClient, statement: string): Promise<number> {
  const plan = await client.value<[{ Plan: { 'WAL Bytes': number } }]>(
    `explain (analyze, wal, format json) ${statement}`,
  )
  return plan[0].Plan['WAL Bytes']
}
