/**
 * One PostgreSQL 18 for a test run: embedded, or a container with TEST_DATABASE=containers.
 * It loses everything when it stops, so it need not write safely to the disk.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { systemClock } from '../../../src/core/clock.ts'
import { startEmbedded } from '../../../src/db/embedded/embedded.ts'
import { livePostmaster } from '../../../src/db/embedded/postmaster.ts'
import { processLives } from '../../../src/db/embedded/process-state.ts'
import { stopServer } from '../../../src/db/embedded/stop-server.ts'

export interface TestServer {
  /** A superuser's URL of the maintenance database. */
  readonly adminUrl: string
  stop(): Promise<void>
}

const settings = {
  max_connections: '300',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
}
const prefix = 'hub-test-postgres-'
const log = pino({ level: 'warn' })

/** Starts the server. Throws the error of the embedded server or of the container engine. */
export async function startTestServer(): Promise<TestServer> {
  return process.env['TEST_DATABASE'] === 'containers' ? startContainer() : startInTempDir()
}

async function startInTempDir(): Promise<TestServer> {
  await removeAbandoned()
  const dataDir = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  const server = await startEmbedded({ dataDir, log, settings })
  const adminUrl = new URL(server.url)
  adminUrl.pathname = '/postgres'
  return {
    adminUrl: adminUrl.href,
    stop: async () => {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/**
 * Removes what a killed test run has left: a server that still runs, in a directory named after a process that is gone.
 */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const owner = Number.parseInt(name.slice(prefix.length), 10)
    if (processLives(owner)) continue
    const dir = join(tmpdir(), name)
    const postmaster = livePostmaster(join(dir, 'postgres'))
    if (postmaster !== undefined) await stopServer(postmaster.pid, systemClock, log)
    try {
      rmSync(dir, { recursive: true, force: true })
    } catch {
      // It belongs to another user, who must remove it.
    }
  }
}

async function startContainer(): Promise<TestServer> {
  const { GenericContainer, Wait } = await import('testcontainers')
  const password = 'only-for-tests'
  const container = await new GenericContainer('postgres:18-alpine')
    .withEnvironment({ POSTGRES_PASSWORD: password })
    .withCommand([
      'postgres',
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ])
    .withExposedPorts(5432)
    // The image's entrypoint starts the server twice: once to initialise it, then for good.
    .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/, 2))
    .start()
  const address = `${container.getHost()}:${container.getMappedPort(5432)}`
  return {
    adminUrl: `postgres://postgres:${password}@${address}/postgres`,
    stop: async () => {
      await container.stop()
    },
  }
}
