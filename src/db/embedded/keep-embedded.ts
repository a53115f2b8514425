/**
 * Keeps the embedded PostgreSQL running for as long as a service needs it: one that is gone is started again where it
 * was, so that the connections of every pool find it by themselves. Who did not start it may do so too: whoever comes
 * first starts it, the others join.
 */
import type { Clock } from '../../core/clock.ts'
import { HubError } from '../../core/errors.ts'
import type { Running } from '../../core/running.ts'
import { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from './embedded.ts'
import { isPostgresProcess } from './process-state.ts'

export interface KeptEmbedded extends Running {
  readonly url: string
  /** Resolves when the server could not be started again: nothing works any more, and a person must look. */
  readonly lost: Promise<HubError>
}

interface KeepOptions extends EmbeddedOptions {
  readonly clock: Clock
  /** How long each next try is put off; after the last one it is given up. [about a minute in all] */
  readonly pausesMs?: readonly number[]
}

const WATCH_MS = 500
/** A server that ran so long was well: what comes next is another failure. */
const WELL_MS = 60_000
const PAUSES_MS = [0, 250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]

/** `stop` waits for a start that is under way, and stops the server as `EmbeddedServer.stop` does. */
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
      if (clock.monotonicMs() - upSince > WELL_MS) tries = 0
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
      // Another program has started it elsewhere: it will go, and then it is started where it was.
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
