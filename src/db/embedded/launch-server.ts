/**
 * Launches the process of the embedded PostgreSQL on a free port. It waits for the leftovers of an earlier process to
 * go.
 */
import { spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Clock } from '../../core/clock.ts'
import { HubError } from '../../core/errors.ts'
import { settingFlags } from './embedded-settings.ts'
import type { ServerAccount } from './server-account.ts'
import { waitForServer } from './wait-for-server.ts'

const logBytesMax = 10_000_000
/** After a postmaster was killed, its backends take a moment to notice and end. */
const leftoversMs = 30_000
const portAttemptsMax = 5

export interface Launch {
  readonly postgres: string
  readonly dataDir: string
  readonly pgdata: string
  readonly account: ServerAccount | undefined
  readonly settings: Readonly<Record<string, string>>
  /** 0: any free port, preferably `lastPort`. */
  readonly port: number
  readonly lastPort: number
  readonly urlFor: (port: number) => string
  readonly clock: Clock
}

/**
 * Resolves once the server accepts connections. Throws `port_taken`, or `database_unreachable` with the server's
 * message.
 */
export async function launchServer(launch: Launch): Promise<{ pid: number; port: number }> {
  const { clock, pgdata } = launch
  const giveUpAt = clock.monotonicMs() + leftoversMs
  for (let portAttempts = 1; ;) {
    const port = await choosePort(launch, portAttempts)
    const server = spawnServer(launch, port)
    const up = await waitForServer({ url: launch.urlFor(port), pgdata, clock, gone: server.gone })
    if (up) return { pid: server.pid, port }
    const output = server.output()
    const portLost = /could not bind|could not create any TCP/.test(output)
    const leftovers = /shared memory block|lock file/.test(output)
    if (portLost && launch.port === 0 && portAttempts < portAttemptsMax) portAttempts += 1
    else if (leftovers && clock.monotonicMs() < giveUpAt) await clock.sleep(250)
    else throw didNotStart(launch, output)
  }
}

function spawnServer(
  launch: Launch,
  port: number,
): { pid: number; gone: () => boolean; output: () => string } {
  const path = join(launch.dataDir, 'postgres.log')
  if (existsSync(path) && statSync(path).size > logBytesMax) renameSync(path, `${path}.1`)
  const out = openSync(path, 'a', 0o600)
  const before = fstatSync(out).size
  let gone = false
  const child = spawn(
    launch.postgres,
    ['-D', launch.pgdata, ...settingFlags(port, launch.settings)],
    {
      ...launch.account,
      cwd: '/',
      env: { LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', out, out],
      // In a session of its own: a Ctrl-C at the terminal reaches the service alone, which then stops the server in
      // order.
      detached: true,
    },
  )
  closeSync(out)
  child.once('exit', () => (gone = true))
  child.once('error', () => (gone = true))
  child.unref()
  return {
    pid: child.pid ?? 0,
    gone: () => gone,
    output: () => readFileSync(path).subarray(before).toString('utf8'),
  }
}

async function choosePort(launch: Launch, attempt: number): Promise<number> {
  const { port, lastPort } = launch
  if (port !== 0) {
    if (await isFree(port)) return port
    throw new HubError(
      'port_taken',
      `A porta ${port} está ocupada: encerre quem a usa ou escolha outra para o PostgreSQL.`,
    )
  }
  if (attempt === 1 && lastPort !== 0 && (await isFree(lastPort))) return lastPort
  return (await freePort(0)) ?? 0
}

async function isFree(port: number): Promise<boolean> {
  return (await freePort(port)) !== undefined
}

/** Binds a port for an instant and returns it; undefined when the port is taken. */
function freePort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(undefined))
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address()
      const bound = address !== null && typeof address === 'object' ? address.port : undefined
      probe.close(() => resolve(bound))
    })
  })
}

function didNotStart(launch: Launch, output: string): HubError {
  const why =
    output.split('\n').findLast((line) => /FATAL|PANIC|error/.test(line)) ?? 'sem mensagem'
  return new HubError(
    'database_unreachable',
    `O PostgreSQL não iniciou: ${why.replace(/^.*?(FATAL|PANIC):\s*/, '')}. Veja ${join(launch.dataDir, 'postgres.log')}.`,
  )
}
