/** `make demo` on a machine where its usual ports are taken, and what an operator finds beside it. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { eventually } from '../support/eventually.ts'
import { tempDir } from '../support/process/in-process.ts'
import { runHub } from '../support/process/run-hub.ts'

const root = join(import.meta.dirname, '..', '..')

/** The service and the marketplace are of the same group. */
function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody is left in it.
  }
}

/** Whoever has it already will do as well. */
function take(t: TestContext, port: number): Promise<void> {
  const server: Server = createServer()
  t.after(() => server.close())
  return new Promise((resolve) => {
    server.once('error', () => resolve())
    server.listen(port, '127.0.0.1', () => resolve())
  })
}

test('the demo survives taken ports, commands beside it use its marketplace, and it shows one of each problem', async (t) => {
  await Promise.all([8080, 8081, 9090].map((port) => take(t, port)))
  const dataDir = tempDir(t)
  const env = { DATA_DIR: dataDir }
  const demo = spawn(process.execPath, ['--import', 'tsx', 'scripts/sandbox/demo.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => killGroup(demo.pid))
  let said = ''
  for (const stream of [demo.stdout, demo.stderr]) {
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  }
  const ended = new Promise<number | null>((resolve) => demo.once('close', resolve))
  await eventually(
    () => {
      if (demo.exitCode !== null) throw new Error(`it ended: ${said}`)
      return said.includes('Um problema de cada tipo')
    },
    { what: 'the demo is ready', timeoutMs: 180_000 },
  )
  assert.doesNotMatch(said, /127\.0\.0\.1:(?:8080|8081|9090)\b/)

  const hub = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await runHub([...args, '--json'], env)
    assert.equal(code, 0, stdout + stderr)
    return JSON.parse(stdout) as { itens: readonly { externalId: string }[] }
  }
  const events = async (status: string) =>
    (await hub('event', 'list', '--status', status)).itens.map(({ externalId }) => externalId)
  await hub('connector', 'sync', '--tenant', '123')
  assert.ok((await events('MAPEAMENTO')).includes('DEMO-SEM-MAPEAMENTO'))
  await eventually(async () => (await events('MORTO')).includes('/orders/999'), {
    what: 'the row is dead',
    timeoutMs: 60_000,
  })
  const [, internalUrl = ''] = /métricas +(\S+)\/metrics/.exec(said) ?? []
  const metrics = async () => (await fetch(`${internalUrl}/metrics`)).text()
  await eventually(async () => /hub_notifications_total\{[^}]*INCERTA/.test(await metrics()), {
    what: 'the notice is uncertain',
    timeoutMs: 60_000,
  })
  assert.ok(!(await events('PROCESSADO')).includes('DEMO-RECUSADO'))

  demo.kill('SIGINT')
  assert.equal(await ended, 0, said)
  assert.ok(!existsSync(join(dataDir, 'demo-settings.json')))
})
