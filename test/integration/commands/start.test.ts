import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { generateKey } from '../../../src/core/secrets.ts'
import { testDatabase } from '../../support/database/database.ts'
import { eventually } from '../../support/eventually.ts'
import { tempDir } from '../../support/process/in-process.ts'
import { runHub } from '../../support/process/run-hub.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

interface Process {
  readonly child: ChildProcess
  readonly publicUrl: string
  readonly internalUrl: string
  readonly dataDir: string
  readonly url: string
  readonly ended: Promise<number | null>
}

async function startProcess(t: TestContext, ...args: readonly string[]): Promise<Process> {
  const { url } = await testDatabase(t)
  const dataDir = tempDir(t)
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'src/main.ts', 'start', '--json', ...args],
    {
      cwd: join(import.meta.dirname, '../../..'),
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: url,
        DATA_DIR: dataDir,
        SECRETS_KEY: generateKey(),
        PUBLIC_PORT: '0',
        INTERNAL_PORT: '0',
        LOG_LEVEL: 'silent',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  t.after(() => child.kill('SIGKILL'))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  await eventually(() => out.includes('\n}'), {
    what: 'it says where it listens',
    timeoutMs: 30_000,
  })
  const { publicUrl, internalUrl } = JSON.parse(out) as { publicUrl: string; internalUrl: string }
  return { child, publicUrl, internalUrl, dataDir, url, ended }
}

test('start makes no demonstration, unasked, in a database that DATABASE_URL names', async (t) => {
  const { child, ended, dataDir, url } = await startProcess(t)
  const client = await sqlClient(t, url)
  assert.equal(await client.value('select count(*) from hub.tenant'), '0')
  assert.equal(await client.value('select count(*) from hub.api_token'), '0')
  assert.ok(!existsSync(join(dataDir, 'demo.json')))
  child.kill('SIGTERM')
  assert.equal(await ended, 0)
})

test('--demo makes the demonstration in any database that has no tenant', async (t) => {
  const { child, ended, dataDir, url } = await startProcess(t, '--demo')
  const client = await sqlClient(t, url)
  assert.equal(await client.value('select id from hub.tenant'), '123')
  assert.ok(existsSync(join(dataDir, 'demo.json')))
  child.kill('SIGTERM')
  assert.equal(await ended, 0)
})

test('nothing starts without a key that has sealed any kind of secret', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  await client.rows(`select tenants.save_tenant(123, 'Loja', null, null, null, 'teste')`)
  await client.rows(`select connectors.save_connector(123, 'ML', 'c', null, null, 'teste')`)
  const env = { DATABASE_URL: url, PUBLIC_PORT: '0', INTERNAL_PORT: '0', LOG_LEVEL: 'silent' }
  for (const column of ['client_secret_enc', 'refresh_token_enc']) {
    await client.rows(
      `update hub.integracao_conector set client_secret_enc = null, refresh_token_enc = null`,
    )
    await client.rows(`update hub.integracao_conector set ${column} = 'v1.perdida.iv.tag.ct'`)
    const { code, stderr } = await runHub(['start'], { ...env, DATA_DIR: tempDir(t) })
    assert.equal(code, 1, column)
    assert.match(stderr, /^Falta a chave [^\n]+\n$/)
  }
})

test('a second signal ends a process that still waits for a request at once', async (t) => {
  const { child, publicUrl, internalUrl, ended } = await startProcess(t)
  const { hostname, port } = new URL(publicUrl)
  const half = connect(Number(port), hostname)
  half.on('error', () => {})
  half.write('POST /api/integracoes/ml/webhook HTTP/1.1\r\nhost: hub\r\ncontent-length: 9\r\n')
  half.write('content-type: application/json\r\nx-tenant: 1\r\nx-ml-signature: sha256=00\r\n\r\n{')
  assert.equal((await fetch(`${publicUrl}/livez`)).status, 200)
  child.kill('SIGTERM')
  await eventually(async () => (await fetch(`${internalUrl}/readyz`)).status === 503, {
    what: 'it is stopping',
  })
  await eventually(() => child.exitCode !== null || !child.kill('SIGTERM'), {
    what: 'the second signal ends it',
    timeoutMs: 4000,
  })
  assert.equal(await ended, 130)
})
