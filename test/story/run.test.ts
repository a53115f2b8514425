/** The README's promise to a new user: start it on an empty directory, copy what it prints, and the order is there. */
import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { livePostmaster } from '../../src/db/embedded/postmaster.ts'
import { curlPath } from '../support/process/curl-path.ts'
import { eventually } from '../support/eventually.ts'
import { freePort } from '../support/process/free-port.ts'
import { tempDir } from '../support/process/in-process.ts'

const root = join(import.meta.dirname, '..', '..')
const run = promisify(execFile)
const STARTED = /Ctrl-C encerra[^]*order show[^\n]*\n/

interface House {
  readonly dataDir: string
  readonly env: NodeJS.ProcessEnv
  readonly publicUrl: string
  readonly internalUrl: string
}

async function emptyHouse(t: TestContext): Promise<House> {
  const dataDir = tempDir(t)
  const [publicPort, internalPort] = [String(await freePort()), String(await freePort())]
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: curlPath(tempDir(t)),
    DATA_DIR: dataDir,
    PUBLIC_PORT: publicPort,
    INTERNAL_PORT: internalPort,
  }
  for (const name of ['DATABASE_URL', 'ROOMS', 'SECRETS_KEY', 'LOG_LEVEL']) delete env[name]
  return {
    dataDir,
    env,
    publicUrl: `http://127.0.0.1:${publicPort}`,
    internalUrl: `http://127.0.0.1:${internalPort}`,
  }
}

interface Started {
  readonly welcome: string
  /** Sends a signal to the whole group, as a terminal does, and resolves to the exit code. */
  readonly signal: (signal: NodeJS.Signals) => Promise<number | null>
}

/** As the README says, and as `make run` does, with nothing between it and the terminal. */
const BY_NPM = ['npm', 'run', '-s', 'hub', '--', 'start'] as const
const BY_MAKE = [process.execPath, '--import', 'tsx', 'src/main.ts', 'start'] as const

async function start(
  t: TestContext,
  { env }: House,
  [program, ...args]: typeof BY_NPM | typeof BY_MAKE,
): Promise<Started> {
  const child = spawn(program, args, {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => killGroup(child, 'SIGKILL'))
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await eventually(
    () => {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${err}`)
      return STARTED.test(out)
    },
    { what: 'it says what to try', timeoutMs: 120_000 },
  )
  for (const line of err.trim().split('\n')) {
    assert.doesNotThrow(() => void JSON.parse(line), `the log is JSON lines: ${line}`)
  }
  return {
    welcome: out,
    signal: async (signal) => {
      killGroup(child, signal)
      return ended
    },
  }
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal)
  } catch {
    // Nobody is left in it.
  }
}

async function shell(text: string, env: NodeJS.ProcessEnv): Promise<string> {
  return (await run('sh', ['-ec', text], { cwd: root, env })).stdout
}

function lineOf(welcome: string, pattern: RegExp): string {
  const line = welcome.split('\n').find((each) => pattern.test(each))
  assert.ok(line, `nothing printed matches ${pattern}`)
  return line
}

test('from an empty directory to an order, by copying what is printed; and again after a stop', async (t) => {
  const house = await emptyHouse(t)
  const { dataDir, env } = house
  const first = await start(t, house, BY_NPM)
  assert.match(first.welcome, /foi criado o tenant 123/)
  assert.match(first.welcome, /login admin e esta senha[^\n]*\n[a-z2-9-]{23}\n/)
  assert.equal(statSync(join(dataDir, 'demo.json')).mode & 0o777, 0o600)
  assert.equal(statSync(join(dataDir, 'secrets.key')).mode & 0o777, 0o600)
  const send = lineOf(first.welcome, /^curl .*webhook/)
  const look = lineOf(first.welcome, /^curl .*pedidos/)
  const show = lineOf(first.welcome, /^npm run -s hub -- order show/)

  assert.match(
    await shell(send, env),
    /^\{"eventoId":"\d+","traceId":"[^"]+","status":"RECEBIDO"\}/,
  )
  const order = await eventually(
    async () => {
      const answer = await shell(look, env)
      return answer.includes('"status":"PRONTO"') ? answer : null
    },
    { what: 'the order is PRONTO' },
  )
  assert.match(order, /"externalId":"ML-ORD-987654"/)
  assert.ok(!order.includes('Silva'))
  assert.match(await shell(show, env), /ML-ORD-987654 +PRONTO +Maria S\./)

  await t.test('the commands of the README work as written', async () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    const [, block] = /<!-- try:begin -->\s*```sh\n([^]*?)```/.exec(readme) ?? []
    assert.ok(block, 'the README has its example')
    const text = block
      .replaceAll('http://127.0.0.1:8080', house.publicUrl)
      .replaceAll('http://127.0.0.1:8081', house.internalUrl)
      .replaceAll('.data/', `${dataDir}/`)
    assert.match(await shell(text, env), /"status":"RECEBIDO"/)
    const again = await eventually(
      async () => {
        const answer = await shell(text, env)
        return answer.includes('"status":"PRONTO"') ? answer : null
      },
      { what: "the README's order is PRONTO" },
    )
    assert.match(again, /"status":"DUPLICADO"/)
  })

  // npm says of itself that it was interrupted, whatever its child has answered.
  await first.signal('SIGINT')
  assert.equal(livePostmaster(join(dataDir, 'postgres')), undefined, 'PostgreSQL is stopped too')

  const alone = await shell('npm run -s hub -- event list --json', env)
  const { itens } = JSON.parse(alone) as { itens: readonly { status: string }[] }
  assert.deepEqual(
    itens.map(({ status }) => status).filter((status) => status === 'PROCESSADO'),
    ['PROCESSADO', 'PROCESSADO'],
  )
  assert.equal(
    livePostmaster(join(dataDir, 'postgres')),
    undefined,
    'the command stops what it started',
  )

  const second = await start(t, house, BY_MAKE)
  assert.ok(!second.welcome.includes('foi criado'))
  assert.equal(lineOf(second.welcome, /^curl .*webhook/), send)
  assert.equal(lineOf(second.welcome, /^curl .*pedidos/), look)
  assert.match(await shell(look, env), /"status":"PRONTO"/)
  assert.match(await shell(send, env), /"status":"DUPLICADO"/)
  const verified = JSON.parse(await shell('npm run -s hub -- verify --json', env)) as {
    ok: boolean
  }
  assert.equal(verified.ok, true)
  assert.equal(
    (await fetch(`${house.internalUrl}/readyz`)).status,
    200,
    'the command left it running',
  )
  assert.equal(await second.signal('SIGINT'), 0)
  assert.equal(livePostmaster(join(dataDir, 'postgres')), undefined)
})

test('a taken port is one sentence and exit 1, and PostgreSQL does not stay behind', async (t) => {
  const house = await emptyHouse(t)
  const port = Number(new URL(house.publicUrl).port)
  const other = createServer().listen(port, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  t.after(() => other.close())
  const failed = await run('npm', ['run', '-s', 'hub', '--', 'start'], {
    cwd: root,
    env: { ...house.env, LOG_LEVEL: 'silent' },
  }).then(
    () => assert.fail('it started'),
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  )
  assert.equal(failed.code, 1)
  assert.equal(failed.stdout, '')
  assert.match(failed.stderr, new RegExp(`^A porta ${port} .* PUBLIC_PORT\\.\\n$`))
  assert.equal(livePostmaster(join(house.dataDir, 'postgres')), undefined)
})
