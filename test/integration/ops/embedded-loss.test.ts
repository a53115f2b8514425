/** A running hub loses its embedded PostgreSQL: killed, out of disk, or waiting for a standby that is missing. */
import assert from 'node:assert/strict'
import { readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pino } from 'pino'
import { systemClock } from '../../../src/core/clock.ts'
import { startEmbedded } from '../../../src/db/embedded/embedded.ts'
import { keepEmbedded } from '../../../src/db/embedded/keep-embedded.ts'
import { livePostmaster } from '../../../src/db/embedded/postmaster.ts'
import { eventually } from '../../support/eventually.ts'
import { freePort } from '../../support/process/free-port.ts'
import { tempDir } from '../../support/process/in-process.ts'
import { eventuallyReady, eventuallyUnready } from '../../support/http/readiness.ts'
import { serviceProcess } from '../../support/process/service-process.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { envelope, webhookHeaders } from '../../support/ingress/test-ingress.ts'

test('the embedded PostgreSQL of a running hub', async (t) => {
  const dataDir = tempDir(t)
  const hub = serviceProcess(t, [await freePort(), await freePort()], { DATA_DIR: dataDir })
  await hub.start()
  const { publicUrl, internalUrl } = hub
  const { webhookSecret: secret, tenantId } = await eventually(
    () =>
      JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')) as {
        webhookSecret: string
        tenantId: number
      },
    { what: 'the demonstration is there' },
  )
  const superuser = () => readFileSync(join(dataDir, 'postgres.url'), 'utf8').trim()
  const postmaster = () => livePostmaster(join(dataDir, 'postgres'))
  const accepted: string[] = []
  let sent = 0
  const webhook = async (): Promise<number> => {
    const externalId = `ORD-${sent++}`
    const body = new TextEncoder().encode(JSON.stringify(envelope({ externalId, tenantId })))
    const headers = webhookHeaders(body, { tenantId, secret })
    const address = `${publicUrl}/api/integracoes/ml/webhook`
    const { status } = await fetch(address, { method: 'POST', body, headers })
    if (status === 202) accepted.push(externalId)
    return status
  }

  await t.test(
    'when it is killed, it is started again on its port, and nothing is lost',
    async () => {
      assert.equal(await webhook(), 202)
      const killed = postmaster()
      assert.ok(killed !== undefined)
      process.kill(killed.pid, 'SIGKILL')
      await eventually(async () => (await webhook()) === 503, { what: 'webhooks are turned away' })
      await eventually(async () => (await webhook()) === 202, {
        what: 'webhooks are taken again',
        timeoutMs: 60_000,
      })
      await eventuallyReady(internalUrl, 15_000)
      assert.notEqual(postmaster()?.pid, killed.pid)
      const client = await sqlClient(t, superuser())
      const stored = await client.rows<{ id: string }>(
        `select e.external_id as id from hub.integracao_evento as e where e.status <> 'DUPLICADO'`,
      )
      const ids = stored.map(({ id }) => id)
      assert.deepEqual(
        accepted.filter((id) => !ids.includes(id)),
        [],
      )
      await client.end()
    },
  )

  await t.test('with a full disk it is not ready', async () => {
    const client = await sqlClient(t, superuser())
    // The kernel's own error for a full disk, for the one file that the next probe extends.
    await client.rows('truncate hub.sonda_gravacao')
    const file = join(
      dataDir,
      'postgres',
      await client.value<string>(`select pg_relation_filepath('hub.sonda_gravacao')`),
    )
    await client.rows('begin; lock table hub.sonda_gravacao in access exclusive mode')
    rmSync(file)
    symlinkSync('/dev/full', file)
    await client.rows(`
      select pg_terminate_backend(a.pid) from pg_stat_activity as a where a.application_name = 'hub-health'`)
    await client.rows('rollback')
    await eventuallyUnready(internalUrl, 'disco_cheio')
    await client.rows('truncate hub.sonda_gravacao')
    await eventuallyReady(internalUrl)
    await client.end()
  })

  await t.test(
    'while commits wait for a standby it is not ready, and no probe stays behind',
    async () => {
      const client = await sqlClient(t, superuser())
      await client.rows(`alter system set synchronous_standby_names = 'ausente'`)
      await client.rows('select pg_reload_conf()')
      await eventuallyUnready(internalUrl, 'tempo_esgotado')
      const probes = `
      select count(*)::int from pg_stat_activity as a where a.application_name = 'hub-health' and a.state <> 'idle'`
      assert.ok((await client.value<number>(probes)) <= 1)
      await client.rows('alter system reset synchronous_standby_names')
      await client.rows('select pg_reload_conf()')
      await eventuallyReady(internalUrl)
      await client.end()
    },
  )

  const pid = postmaster()?.pid
  assert.equal(await hub.terminate(), 0)
  await eventually(() => postmaster() === undefined, { what: `the server ${pid} was stopped` })
})

test('a server that cannot be started again is given up with one sentence', async (t) => {
  const dataDir = tempDir(t)
  const log = pino({ level: 'silent' })
  const server = await startEmbedded({ dataDir, log })
  const pausesMs = [0, 0]
  const kept = keepEmbedded(server, { dataDir, log, clock: systemClock, pausesMs })
  t.after(() => kept.stop())
  const control = join(dataDir, 'postgres', 'global', 'pg_control')
  renameSync(control, `${control}.away`)
  process.kill(server.pid, 'SIGKILL')
  const lost = await kept.lost
  assert.equal(lost.code, 'database_unreachable')
  assert.match(lost.message, /PostgreSQL embutido parou.*postgres\.log.*inicie o hub outra vez/)
})
