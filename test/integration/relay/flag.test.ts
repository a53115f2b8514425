import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { append, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { releaseDue } from '../../support/relay/release.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { testRelay } from '../../support/relay/test-relay.ts'

test('a flag switched off parks what is queued as ESTACIONADO, and switched on lets it go', async (t) => {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  await prepareTenant(sql, 124)
  const [parked] = await append(sql, [{ externalId: 'A', payload: readyPayload }])
  assert.equal(parked?.status, 'RECEBIDO', 'it was queued while the flag was on')
  await sql.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)

  const relay = testRelay(t, url)
  const statusOf = (id: string | undefined) =>
    sql.value<string>('select status from ops.evento where id = $1', [id])
  await eventually(async () => (await statusOf(parked?.id)) === 'ESTACIONADO', {
    what: 'the queued event is parked',
  })
  const [other] = await append(sql, [
    { externalId: 'A', tenantId: 124, payload: readyPayload },
    { externalId: 'B', payload: readyPayload },
  ])
  await eventually(async () => (await statusOf(other?.id)) === 'PROCESSADO', {
    what: 'another tenant goes on',
  })
  assert.equal(await sql.value('select count(*) from hub.pedido where tenant_id = 123'), '0')
  assert.equal(relay.steps[0]?.held, 1)

  await sql.rows(`select tenants.switch_flag(123, 'ML', true, 'teste')`)
  await releaseDue(sql)
  await eventually(async () => (await sql.value('select count(*) from hub.pedido')) === '3', {
    what: 'what was parked is done',
  })
  assert.equal(await statusOf(parked?.id), 'PROCESSADO')
})
