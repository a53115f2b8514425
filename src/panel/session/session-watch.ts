/**
 * Tells live streams when their session is over. One query, less than a second after the last, asks for all of them. Where the
 * database does not answer, every session counts as over: a browser whose session lives asks again.
 */
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import * as v from 'valibot'

export interface SessionWatch {
  /** Calls `onOver` within 2 s of the session's end, once; the answer ends the watch. `hash` as `Operator.sessao`. */
  watch(hash: Buffer, onOver: () => void): () => void
}

interface SessionWatchDeps {
  readonly query: Query
  readonly clock: Clock
  readonly log: Logger
}

interface Watched {
  readonly hash: Buffer
  readonly onOver: () => void
}

const EVERY_MS = 750
const ANSWER_MS = 1000

/** Sends no query while nobody watches. */
export function createSessionWatch({ query, clock, log }: SessionWatchDeps): SessionWatch {
  const watched = new Set<Watched>()
  const asker = query.as({ tenants: [], ator: 'painel', statementTimeoutMs: ANSWER_MS })
  let looking = false

  return {
    watch(hash, onOver) {
      const one = { hash, onOver }
      watched.add(one)
      if (!looking) void look()
      return () => void watched.delete(one)
    },
  }

  async function look(): Promise<void> {
    looking = true
    while (watched.size > 0) {
      await clock.sleep(EVERY_MS)
      const asked = [...watched]
      const alive = await stillAlive(asked)
      for (const one of asked) {
        if (alive.has(one.hash.toString('hex')) || !watched.delete(one)) continue
        one.onOver()
      }
    }
    looking = false
  }

  async function stillAlive(asked: readonly Watched[]): Promise<ReadonlySet<string>> {
    const hashes = [...new Set(asked.map(({ hash }) => hash.toString('hex')))]
    if (hashes.length === 0) return new Set()
    try {
      const rows = await asker.anyFirst(sql.type(v.object({ hash: v.string() }))`
        select encode(s, 'hex') as hash
        from access.live_sessions(
          array(select decode(h, 'hex') from unnest(${sql.array(hashes, 'text')}) as h)
        ) as s`)
      return new Set(rows)
    } catch (error) {
      log.warn({ err: error }, 'sessions of live streams can not be looked up: their streams end')
      return new Set()
    }
  }
}
