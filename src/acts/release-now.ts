/**
 * Releases what an act has asked to be released before the act is answered, as far as a short time allows. The schedule
 * releases the rest piece by piece. See sql/routines/relay/release/release_batch.sql.
 */
import * as v from 'valibot'
import type { Clock } from '../core/clock.ts'
import { isTransient } from '../db/connect/sql-state.ts'
import { type ScopedQuery, sql } from '../db/connect/query.ts'

export interface Released {
  readonly liberados: number
  /** Whether more rows wait; the schedule releases them. */
  readonly restam: boolean
}

interface ReleaseOptions {
  readonly clock: Clock
  /** No further piece begins after this time, in milliseconds. */
  readonly patienceMs: number
}

const Piece = v.object({ isTaken: v.boolean(), restam: v.nullable(v.boolean()) })
const State = v.object({ liberados: v.string(), concluida: v.boolean() })

/** The pause while another process works on the release, or after a piece failed for a moment. */
const PAUSE_MS = 25

/**
 * `liberacao` is the id of the release that the committed act returned, or null when there is nothing to release.
 * Throws pg's error.
 */
export async function releaseNow(
  query: ScopedQuery,
  liberacao: string | null,
  { clock, patienceMs }: ReleaseOptions,
): Promise<Released> {
  if (liberacao === null) return { liberados: 0, restam: false }
  const until = clock.monotonicMs() + patienceMs
  const released = async (restam: boolean) => {
    const state = await query.maybeOne(sql.type(State)`
      select l.liberados::text as liberados, l.concluida_em is not null as concluida
      from ops.liberacao as l
      where l.id = ${liberacao}::bigint`)
    return {
      liberados: Number(state?.liberados ?? 0),
      restam: restam && state?.concluida === false,
    }
  }
  while (clock.monotonicMs() < until) {
    const { isTaken, restam } = await piece()
    if (restam === false) return released(false)
    if (!isTaken) continue
    const seen = await released(true)
    if (!seen.restam) return seen
    await clock.sleep(PAUSE_MS)
  }
  return released(true)

  async function piece(): Promise<v.InferOutput<typeof Piece>> {
    try {
      return await query.one(sql.type(Piece)`
        select r.liberacao is null as "isTaken", r.restam
        from relay.release_batch(500, ${liberacao}::bigint) as r`)
    } catch (error) {
      if (!isTransient(error)) throw error
      return { isTaken: true, restam: null }
    }
  }
}
