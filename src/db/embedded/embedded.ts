/**
 * Runs a real PostgreSQL 18 below the data directory, for users who have no server of their own.
 *
 * The first start initialises it; later starts find its data. It listens on 127.0.0.1 only and asks for a random
 * password. It runs in a session of its own, so that Ctrl-C reaches the service and not the server. The process that
 * started it stops it after finishing its own work. A start adopts a server whose owner was killed, and recovers a
 * server that was killed.
 *
 * `dataDir` contains `postgres/` (the data), `postgres.log` and the files that server-files.ts names.
 */
import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Clock, systemClock } from '../../core/clock.ts'
import { HubError } from '../../core/errors.ts'
import type { Logger } from '../../core/log.ts'
import { dataDirectory } from './data-directory.ts'
import { withFileLock } from './file-lock.ts'
import { initialiseCluster } from './initialise-cluster.ts'
import { launchServer } from './launch-server.ts'
import { livePostmaster, recordedPostmaster } from './postmaster.ts'
import { isOtherProcess, isPostgresProcess } from './process-state.ts'
import { serverAccount, type ServerAccount } from './server-account.ts'
import { serverBinaries } from './server-binaries.ts'
import { serverFiles, type ServerFiles } from './server-files.ts'
import { stopServer } from './stop-server.ts'
import { waitForServer } from './wait-for-server.ts'

export interface EmbeddedOptions {
  readonly dataDir: string
  readonly log: Logger
  /** 0 or absent: the port of the last start if it is free, else any free port. */
  readonly port?: number
  /** PostgreSQL settings that override the defaults, such as `{ max_connections: '300' }`. */
  readonly settings?: Readonly<Record<string, string>>
  readonly clock?: Clock
}

export interface EmbeddedServer {
  /** The connection URL of a superuser. It contains the password: never log it. */
  readonly url: string
  /** The connection URL of hub_service, which `ensureLogin` creates. Never log it either. */
  readonly serviceUrl: string
  /** The process id of the server. */
  readonly pid: number
  /** False when another live process has started the server: then `stop` leaves it running. */
  readonly owned: boolean
  /** Stops the server after a last checkpoint. Does nothing when called again or when the server is gone. */
  stop(): Promise<void>
}

/**
 * Starts the server, or joins the one that already runs on this directory.
 * Throws HubError: `permission_missing` (which names DATA_DIR as the remedy), `port_taken`, `config_invalid`, or
 * `database_unreachable` when the server does not start.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { log, clock = systemClock } = options
  const account = serverAccount()
  const dataDir = dataDirectory(resolve(options.dataDir), account)
  const files = serverFiles(dataDir)
  return withFileLock(join(dataDir, 'postgres.lock'), clock, async () => {
    const joined = await joinRunning(files, clock)
    const owned = joined === undefined || !files.ownerLives()
    const { pid, port } = joined ?? (await start(options, dataDir, files, account, clock))
    if (owned) files.recordRunning(port)
    log.info({ dataDir, pid, port, owned, joined: joined !== undefined }, 'embedded postgres ready')
    let stopped: Promise<void> | undefined
    const stop = async () => {
      if (!owned) return
      stopped ??= stopServer(pid, clock, log).then(() => files.recordStopped())
      await stopped
    }
    return {
      url: knownUrl(files, port),
      serviceUrl: files.serviceUrl(port),
      pid,
      owned,
      stop,
    }
  })
}

/** The server that runs on this data, once it answers; undefined when none runs. */
async function joinRunning(
  files: ServerFiles,
  clock: Clock,
): Promise<{ pid: number; port: number } | undefined> {
  const { pgdata } = files
  for (let found = livePostmaster(pgdata); found !== undefined; found = livePostmaster(pgdata)) {
    const { pid, port, status } = found
    const gone = () => !isPostgresProcess(pid)
    if (status === 'stopping' || port === 0) await clock.sleep(50)
    else if (await waitForServer({ url: knownUrl(files, port), pgdata, clock, gone }))
      return { pid, port }
  }
  // Another program has received this process id since. PostgreSQL would believe that it is running, and refuse to
  // start.
  const stale = recordedPostmaster(pgdata)
  if (stale !== undefined && isOtherProcess(stale.pid))
    rmSync(join(pgdata, 'postmaster.pid'), { force: true })
  return undefined
}

async function start(
  options: EmbeddedOptions,
  dataDir: string,
  files: ServerFiles,
  account: ServerAccount | undefined,
  clock: Clock,
): Promise<{ pid: number; port: number }> {
  const { initdb, postgres } = serverBinaries(dataDir, account)
  const { pgdata } = files
  if (!existsSync(pgdata)) await initialiseCluster({ dataDir, pgdata, initdb, account })
  return launchServer({
    postgres,
    dataDir,
    pgdata,
    account,
    settings: options.settings ?? {},
    port: options.port ?? 0,
    lastPort: files.lastPort(),
    urlFor: (port) => knownUrl(files, port),
    clock,
  })
}

function knownUrl(files: ServerFiles, port: number): string {
  const url = files.url(port)
  if (url !== undefined) return url
  throw new HubError(
    'config_invalid',
    `${files.pgdata} tem dados, mas falta postgres.password ao lado: restaure esse arquivo ou escolha outro DATA_DIR.`,
  )
}
