/**
 * Plans must not depend on statistics: an outbox is empty when it is analysed, and its plans are cached then. The
 * measure is rows read, which does not depend on the machine.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant, readyPayload, step } from '../../support/relay/engine.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

const burst = 100_000
const hotTables = [
  'integracao_outbox',
  'integracao_evento',
  'pedido',
  'volume',
  'pedido_item',
  'idempotencia',
]

for (const relays of [1, 3]) {
  test(`a burst on tables analysed empty, with warm plans, reads a bounded number of rows an event, with ${relays} relay(s)`, (t) =>
    readsFew(t, relays))
}

async function readsFew(t: TestContext, count: number): Promise<void> {
  const { url } = await testDatabase(t)
  const relays = await Promise.all(Array.from({ length: count }, () => sqlClient(t, url)))
  const relay = await sqlClient(t, url)
  await prepareTenant(relay)
  // Its summaries of pages are made by a scan, which would count as one of the step's.
  await relay.rows('alter table hub.integracao_evento set (autovacuum_enabled = off)')
  for (const table of hotTables) await relay.rows(`vacuum (analyze) hub.${table}`)
  for (let i = 0; i < 12; i += 1) {
    for (const [n, each] of relays.entries()) {
      await append(relay, [{ externalId: `warm-${i}-${n}`, payload: readyPayload }])
      await step(each)
    }
  }
  const read = async () => {
    await relay.rows('select pg_stat_force_next_flush()')
    return relay.rows<{ relname: string; seq: string; idx: string }>(
      `select relname, coalesce(seq_tup_read, 0) as seq, coalesce(idx_tup_fetch, 0) as idx
      from pg_stat_user_tables where schemaname = 'hub' and relname = any ($1) order by relname`,
      [hotTables],
    )
  }
  const before = await read()
  for (let i = 0; i < burst; i += 1000) {
    await append(
      relay,
      Array.from({ length: 1000 }, (_, n) => ({
        externalId: `burst-${i + n}`,
        payload: readyPayload,
      })),
    )
  }
  const drained = await Promise.all(relays.map((each) => drain(each)))
  assert.equal(
    drained.reduce((sum, claimed) => sum + claimed, 0),
    burst,
  )
  const after = await read()
  for (const [index, { relname, seq, idx }] of after.entries()) {
    const earlier = before[index]
    assert.equal(Number(seq) - Number(earlier?.seq), 0, `${relname} was scanned from end to end`)
    const perEvent = (Number(idx) - Number(earlier?.idx)) / burst
    assert.ok(perEvent < 15, `${relname}: ${perEvent} rows fetched an event`)
  }
}
