/**
 * Keeps the embedded PostgreSQL running while a service needs it. A server that is gone is started again on the same
 * port, so that every pool reconnects by itself. Any process that uses the server may do so: the first one starts it,
 * the others join.
 */
import type { Clock } from '../../core/clock.ts'
import { HubError } from '../../core/errors.ts'
import type { Running } from '../../core/running.ts'
import { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from './embedded.ts'
import { isPostgresProcess } from './process-state.ts'

export interface KeptEmbedded extends Running {
  readonly url: string
  /** Resolves when the server could not be started again. Nothing works any more, and a person must act. */
  readonly lost: Promise<HubError>
}

interface KeepOptions extends EmbeddedOptions {
  readonly clock: Clock
  /** The pause before each next try. After the last one the server counts as lost. [about a minute in all] */
  readonly pausesMs?: readonly number[]
}

const WATCH_MS = 500
/** After a server has run this long, its next failure counts as the first one. */
const HEALTHY_MS = 60_000
const PAUSES_MS = [0, 250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]

/** `stop` waits for a start that is in progress, then stops the server as `EmbeddedServer.stop` does. */
export function keepEmbedded(first: EmbeddedServer, options: KeepOptions): KeptEmbedded {
  const { clock, log, pausesMs = PAUSES_MS } = options
  const { url } = first
  const stopping = new AbortController()
  const { signal } = stopping
  const { promise: lost, resolve: giveUp } = Promise.withResolvers<HubError>()
  let server = first

  const keep = async () => {
    let tries = 0
    let upSince = clock.monotonicMs()
    while (!signal.aborted) {
      if (isPostgresProcess(server.pid)) {
        await clock.sleep(WATCH_MS, signal)
        continue
      }
      if (clock.monotonicMs() - upSince > HEALTHY_MS) tries = 0
      const pauseMs = pausesMs[tries++]
      if (pauseMs === undefined) {
        giveUp(cannotRun(options.dataDir))
        return
      }
      await clock.sleep(pauseMs, signal)
      if (signal.aborted) return
      const again = await startAgain()
      if (again === null) continue
      server = again
      upSince = clock.monotonicMs()
    }
  }

  async function startAgain(): Promise<EmbeddedServer | null> {
    log.error({ pid: server.pid }, 'embedded postgres is gone: starting it again')
    try {
      const again = await startEmbedded({ ...options, port: Number(new URL(url).port) })
      if (again.url === url) return again
      // Another program has started it on another port. Once that program stops it, the next try uses the old port
      // again.
      await again.stop()
    } catch (error) {
      log.error({ err: error }, 'embedded postgres did not start')
    }
    return null
  }

  const kept = keep()
  let stopped: Promise<void> | undefined
  const stop = async () => {
    stopping.abort()
    await kept
    await server.stop()
  }
  return { url, lost, stop: () => (stopped ??= stop()) }
}

function cannotRun(dataDir: string): HubError {
  return new HubError(
    'database_unreachable',
    `O PostgreSQL embutido parou e não pôde ser iniciado de novo: veja postgres.log em ${dataDir} e se há espaço em disco, e inicie o hub outra vez.`,
  )
}
