/**
 * Live pages by server-sent events. Each event is a piece of the page as the server would render it now. A stream ends with
 * its session, so that a person who may no longer look stops seeing, and when its time is up; the browser then opens the next
 * one. The number of streams is limited for a session and in all, because live pages must not take the database from people
 * who act.
 */
import { streamSSE } from 'hono/streaming'
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import type { Running } from '../../core/running.ts'
import { createTurns } from '../../core/turns.ts'
import type { Query } from '../../db/connect/query.ts'
import type { PanelContext } from '../panel-env.ts'
import { createSessionWatch } from '../session/session-watch.ts'

/** The piece to show from now on; null where nothing has changed. `lastId` is the id that was sent last, also by an earlier stream. */
export type Produce = (
  lastId: string,
) => Promise<{ readonly id: string; readonly html: string } | null>

export interface Live extends Running {
  /**
   * The answer: calls `produce` at once and then every `everyMs`. [5000] An empty 429 where the session has too many streams,
   * an empty 503 where the process has; the page stays as it was rendered.
   */
  stream(c: PanelContext, produce: Produce, everyMs?: number): Response
  /** The connections that `produce` must use: they belong to the streams alone. */
  readonly query: Query
}

interface LiveDeps {
  /** Needs one connection more than pieces are produced at once: the session watch uses it. */
  readonly query: Query
  readonly clock: Clock
  readonly log: Logger
}

const STREAM_MS = 120_000
const RETRY_MS = 1000
/** Counts tabs that are in sight: a tab in the background has no stream. */
const STREAMS_PER_SESSION = 4
const STREAMS_IN_ALL = 200
const PRODUCED_AT_ONCE = 2
/** How long a browser that does not read may still keep its connection. */
const CUT_MS = 500

/** `stop` ends every stream that is open, so that the listener can close. */
export function createLive({ query, clock, log }: LiveDeps): Live {
  const stopping = new AbortController()
  const sessions = createSessionWatch({ query, clock, log })
  const takeTurn = createTurns(PRODUCED_AT_ONCE)
  const open = new Map<string, number>()
  let inAll = 0

  return {
    query,
    stream(c, produce, everyMs = 5000) {
      const { sessao } = c.var.operator
      const key = sessao.toString('hex')
      const ofSession = open.get(key) ?? 0
      if (ofSession >= STREAMS_PER_SESSION) return refused(c, 429)
      if (inAll >= STREAMS_IN_ALL) return refused(c, 503)
      open.set(key, ofSession + 1)
      inAll += 1
      const over = new AbortController()
      const unwatch = sessions.watch(sessao, () => over.abort())
      return streamSSE(c, async (stream) => {
        stream.onAbort(() => over.abort())
        const ended = AbortSignal.any([over.signal, stopping.signal])
        const end = new Promise<'ended'>((resolve) => {
          if (ended.aborted) resolve('ended')
          ended.addEventListener('abort', () => resolve('ended'))
        })
        const until = clock.monotonicMs() + STREAM_MS
        let lastId = c.req.header('last-event-id') ?? ''
        try {
          while (!ended.aborted && clock.monotonicMs() < until) {
            const next = takeTurn(async () => (ended.aborted ? null : produce(lastId)))
            const piece = await Promise.race([next, end])
            if (piece === 'ended') break
            const said =
              piece === null
                ? stream.write(': nada de novo\n\n')
                : stream.writeSSE({ data: piece.html, id: piece.id, retry: RETRY_MS })
            await Promise.race([said, end])
            lastId = piece?.id ?? lastId
            await clock.sleep(everyMs, ended)
          }
        } catch (error) {
          // The browser asks again. It is not told what went wrong.
          log.warn({ err: error, path: c.req.routePath }, 'live stream ended early')
        } finally {
          unwatch()
          const left = (open.get(key) ?? 1) - 1
          if (left === 0) open.delete(key)
          else open.set(key, left)
          inAll -= 1
          void cut(c)
        }
      })
    },
    async stop() {
      stopping.abort()
    },
  }

  async function cut(c: PanelContext): Promise<void> {
    const { outgoing } = c.env
    if (outgoing === undefined) return
    await clock.sleep(CUT_MS)
    if (!outgoing.writableFinished) outgoing.destroy()
  }
}

function refused(c: PanelContext, status: 429 | 503): Response {
  // The answer has no body, so that no script can put it into the page.
  return c.body(null, status, { 'retry-after': '30', 'hx-reswap': 'none' })
}
