import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { HubError } from '../../../src/core/errors.ts'
import { generateKey } from '../../../src/core/secrets.ts'
import { testDatabase } from '../../support/database/database.ts'
import { prepareTenant } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { freePort } from '../../support/process/free-port.ts'
import { startInProcess } from '../../support/process/in-process.ts'
import { eventuallyReady, eventuallyUnready } from '../../support/http/readiness.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { runHub } from '../../support/process/run-hub.ts'
import { makeTenant } from '../../support/tenant.ts'
import { envelope, webhookHeaders } from '../../support/ingress/test-ingress.ts'

const statusOf = async (url: string) => (await fetch(url)).status

test('the service is alive and ready, and the probes answer nothing else', async (t) => {
  const { url } = await testDatabase(t)
  const { service, logged } = await startInProcess(t, { DATABASE_URL: url })
  const { internalUrl, publicUrl } = service
  for (const probe of [`${internalUrl}/livez`, `${internalUrl}/readyz`, `${publicUrl}/livez`]) {
    const answer = await fetch(probe)
    assert.equal(answer.status, 200)
    assert.deepEqual(await answer.json(), { status: 'ok' })
  }
  assert.equal(await statusOf(`${publicUrl}/readyz`), 404)
  assert.equal(await statusOf(`${publicUrl}/metrics`), 404)
  assert.equal(await statusOf(`${publicUrl}/api/integracoes/eventos`), 404)
  assert.ok(!logged.some((line) => line.includes('livez')))
})

test('the service is not ready while migrations are missing, and ready again when they are applied', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const { service } = await startInProcess(t, { DATABASE_URL: url })
  assert.equal(await statusOf(`${service.internalUrl}/readyz`), 200)
  await client.rows(
    'create table public.guardada as select * from hub_migracao.hub_schema_history; delete from hub_migracao.hub_schema_history where version > 1',
  )
  await eventuallyUnready(service.internalUrl, 'migracoes')
  assert.equal(await statusOf(`${service.internalUrl}/livez`), 200)
  await client.rows(
    'insert into hub_migracao.hub_schema_history select * from public.guardada where version > 1',
  )
  await eventuallyReady(service.internalUrl)
})

test('a newer database does not make an older process unready', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const { service } = await startInProcess(t, { DATABASE_URL: url })
  await client.rows(`
    insert into hub_migracao.hub_schema_history (version, description, script, checksum, execution_ms)
    values (999, 'x', 'V999__x.sql', 'x', 1)`)
  assert.equal(await statusOf(`${service.internalUrl}/readyz`), 200)
})

test('stopping: unready first, then no new connection, and requests in progress are answered and stored', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const { service, logged } = await startInProcess(t, { DATABASE_URL: url })
  const tenant = await makeTenant(client, service.secrets)
  const body = new TextEncoder().encode(JSON.stringify(envelope()))
  const { hostname, port } = new URL(service.publicUrl ?? '')
  const socket = connect(Number(port), hostname)
  let answered = ''
  socket.on('data', (chunk: Buffer) => (answered += chunk.toString()))
  const headers = { ...webhookHeaders(body, tenant), host: 'hub', 'content-length': body.length }
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.write(`POST /api/integracoes/ml/webhook HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`)
  socket.write(body.subarray(0, 100))
  // This answer on another connection comes after the half request, so the server has read the half request by then.
  assert.equal(await statusOf(`${service.publicUrl}/livez`), 200)

  const stopped = service.stop()
  const unready = await fetch(`${service.internalUrl}/readyz`)
  assert.equal(unready.status, 503)
  assert.deepEqual(await unready.json(), { status: 'indisponivel', falhou: 'encerrando' })
  await eventually(
    () =>
      fetch(`${service.publicUrl}/livez`).then(
        () => false,
        () => true,
      ),
    {
      what: 'the public listener takes no connection',
    },
  )
  assert.ok(!logged.some((line) => line.includes('relay stopped')), 'the relay works until the end')
  socket.write(body.subarray(100))
  await eventually(() => answered.includes('\r\n\r\n{'), { what: 'the half request is answered' })
  assert.match(answered, /^HTTP\/1.1 202 /)
  await stopped
  assert.equal(await client.value('select count(*) from hub.integracao_evento'), '1')
  await assert.rejects(fetch(`${service.internalUrl}/livez`))
  const sessions = `select count(*) from pg_stat_activity where datname = current_database() and application_name like 'hub-%'`
  await eventually(async () => (await client.value(sessions)) === '0', {
    what: 'no session is left',
  })
})

test('stopping twice does the same as stopping once', async (t) => {
  const { url } = await testDatabase(t)
  const { service } = await startInProcess(t, { DATABASE_URL: url })
  await Promise.all([service.stop(), service.stop()])
  await service.stop()
})

test('ROOMS: every process has probes and metrics, and only the rooms that it was given', async (t) => {
  const { url } = await testDatabase(t)
  const relay = await startInProcess(t, { DATABASE_URL: url, ROOMS: 'relay' })
  assert.equal(relay.service.publicUrl, null)
  assert.equal(await statusOf(`${relay.service.internalUrl}/readyz`), 200)
  assert.equal(await statusOf(`${relay.service.internalUrl}/metrics`), 200)
  assert.equal(await statusOf(`${relay.service.internalUrl}/api/integracoes/eventos`), 404)
  const { service } = await startInProcess(t, { DATABASE_URL: url, ROOMS: 'internal' })
  assert.equal(service.publicUrl, null)
  assert.equal(await statusOf(`${service.internalUrl}/api/integracoes/eventos`), 401)
})

test('a webhook becomes an order, and the metrics count it', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const { service } = await startInProcess(t, { DATABASE_URL: url })
  const tenant = await makeTenant(client, service.secrets)
  await prepareTenant(client)
  const body = new TextEncoder().encode(JSON.stringify(envelope()))
  const answer = await fetch(`${service.publicUrl}/api/integracoes/ml/webhook`, {
    method: 'POST',
    body,
    headers: webhookHeaders(body, tenant),
  })
  assert.equal(answer.status, 202)
  await eventually(async () => (await client.value('select count(*) from hub.pedido')) === '1', {
    what: 'the order is there',
  })
  const metrics = await eventually(
    async () => {
      const text = await (await fetch(`${service.internalUrl}/metrics`)).text()
      return /hub_event_end_to_end_seconds_count 1/.test(text) ? text : null
    },
    { what: 'the effect is measured' },
  )
  assert.match(metrics, /hub_webhook_requests_total\{resultado="ACEITO",causa=""\} 1/)
})

test('a taken port is reported in one sentence that names the setting, and nothing is left running', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const first = await startInProcess(t, { DATABASE_URL: url })
  for (const [setting, taken] of [
    ['PUBLIC_PORT', first.service.publicUrl],
    ['INTERNAL_PORT', first.service.internalUrl],
  ] as const) {
    const { port } = new URL(taken ?? '')
    const other = setting === 'PUBLIC_PORT' ? 'INTERNAL_PORT' : 'PUBLIC_PORT'
    const env = { DATABASE_URL: url, [setting]: port, [other]: String(await freePort()) }
    await assert.rejects(startInProcess(t, env), (error) => {
      assert.ok(error instanceof HubError)
      assert.equal(error.code, 'port_taken')
      assert.match(error.message, new RegExp(`porta ${port} .*${setting}`))
      return true
    })
  }
  await first.service.stop()
  const sessions = `select count(*) from pg_stat_activity where datname = current_database() and application_name like 'hub-%'`
  await eventually(async () => (await client.value(sessions)) === '0', {
    what: 'no session is left',
  })
})

test('for a database of DATABASE_URL no key is made unasked, and nothing starts where secrets were sealed with another key', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const keyless = await startInProcess(t, { DATABASE_URL: url, SECRETS_KEY: '' })
  const { dataDir } = keyless
  const file = join(dataDir, 'secrets.key')
  const missing = /SECRETS_KEY, a mesma em cada processo/
  await assert.rejects(makeTenant(client, keyless.service.secrets), missing)
  const asked = { DATABASE_URL: url, DATA_DIR: dataDir }
  const secretFile = join(dataDir, 'segredo')
  writeFileSync(secretFile, 'um-segredo-escolhido')
  const set = ['connector', 'set', '--tenant', '123', '--canal', 'ML']
  set.push('--webhook-secret-file', secretFile)
  assert.match((await runHub(set, asked)).stderr, missing)
  assert.ok(!existsSync(file))
  await keyless.service.stop()

  assert.equal((await runHub(['migrate', '--secrets-key'], asked)).code, 0)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const key = readFileSync(file, 'utf8')
  assert.equal((await runHub(['migrate', '--secrets-key'], asked)).code, 0)
  assert.equal(readFileSync(file, 'utf8'), key)
  const { service } = await startInProcess(t, asked)
  await makeTenant(client, service.secrets)
  await service.stop()

  const refused = (error: unknown) => {
    assert.ok(error instanceof HubError)
    assert.equal(error.code, 'secrets_key_missing')
    assert.ok(!error.message.includes(key.trim()))
    return true
  }
  rmSync(file)
  await assert.rejects(startInProcess(t, { DATABASE_URL: url, DATA_DIR: dataDir }), refused)
  await assert.rejects(
    startInProcess(t, { DATABASE_URL: url, SECRETS_KEY: generateKey() }),
    refused,
  )
  writeFileSync(file, key)
  await startInProcess(t, { DATABASE_URL: url, DATA_DIR: dataDir })
})
