/**
 * Pages that follow what happens: server-sent events, each a piece of the page as the server would render it now. A
 * stream ends when its time is up, so that whoever may no longer look stops seeing; the browser opens the next by itself.
 */
import { streamSSE } from 'hono/streaming'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { Running } from '../core/running.ts'
import type { PanelContext } from './panel-env.ts'

/** What to show from now on; null: nothing has changed since. `lastId` is the id that was sent last, across streams. */
export type Produce = (
  lastId: string,
) => Promise<{ readonly id: string; readonly html: string } | null>

export interface Live extends Running {
  /** The answer: asks `produce` at once, and then every `everyMs`. [5000] */
  stream(c: PanelContext, produce: Produce, everyMs?: number): Response
}

const STREAM_MS = 120_000
const RETRY_MS = 1000

/** `stop` ends every stream that is open, so that the listener can close. */
export function createLive({ clock, log }: { readonly clock: Clock; readonly log: Logger }): Live {
  const stopping = new AbortController()
  return {
    stream: (c, produce, everyMs = 5000) =>
      streamSSE(c, async (stream) => {
        const gone = new AbortController()
        const ended = AbortSignal.any([gone.signal, stopping.signal])
        stream.onAbort(() => gone.abort())
        const until = clock.monotonicMs() + STREAM_MS
        let lastId = c.req.header('last-event-id') ?? ''
        try {
          while (!ended.aborted && clock.monotonicMs() < until) {
            const piece = await produce(lastId)
            if (piece === null) await stream.write(': nada de novo\n\n')
            else await stream.writeSSE({ data: piece.html, id: piece.id, retry: RETRY_MS })
            lastId = piece?.id ?? lastId
            await clock.sleep(everyMs, ended)
          }
        } catch (error) {
          // The browser asks again; what went wrong is not its business.
          log.warn({ err: error, path: c.req.routePath }, 'live stream ended early')
        }
      }),
    async stop() {
      stopping.abort()
    },
  }
}
