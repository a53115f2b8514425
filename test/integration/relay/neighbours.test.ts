import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { append, prepareTenant } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { testRelay } from '../../support/relay/test-relay.ts'

test('beside a burst, a tenant that keeps up waits for the step under way, and that is short', async (t) => {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  for (const tenant of [1, 2]) await prepareTenant(sql, tenant)
  const burst = Array.from({ length: 3000 }, (_, n) => ({ externalId: `B-${n}`, tenantId: 1 }))
  await append(sql, burst)
  await append(sql, [{ externalId: 'first', tenantId: 2 }])

  const relay = testRelay(t, url, { settings: { batch: 1000, workers: 1 } })
  await eventually(() => relay.steps.length > 0, { what: 'the burst is being worked off' })
  for (const externalId of ['second', 'third', 'fourth']) {
    await append(sql, [{ externalId, tenantId: 2 }])
    const before = relay.steps.length
    const later = () =>
      relay.steps.slice(before).findIndex(({ delays }) => delays.some((of) => of.tenantId === '2'))
    await eventually(() => later() >= 0, { what: `the ${externalId} is done` })
    assert.ok(later() <= 1, `${externalId}: ${later()} steps came before its own`)
  }
  assert.deepEqual(
    relay.steps.map(({ claimed }) => claimed).filter((claimed) => claimed > 50),
    [],
  )
})

test('beside a tenant that keeps up, short steps wake the second worker for the rest of a burst', async (t) => {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  for (const tenant of [1, 2]) await prepareTenant(sql, tenant)
  const burst = Array.from({ length: 500 }, (_, n) => ({ externalId: `B-${n}`, tenantId: 1 }))
  await append(sql, [...burst, { externalId: 'first', tenantId: 2 }])

  const relay = testRelay(t, url, { settings: { batch: 1000, workers: 2, pollMs: 60_000 } })
  await eventually(() => relay.wakes.includes('step'), { what: 'the second worker is woken' })
})
