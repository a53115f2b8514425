/**
 * What an act has asked to be released, released before whoever asked is answered, if that takes a moment only. What is left
 * goes on by the schedule, piece by piece. See sql/routines/relay/release/release_batch.sql.
 */
import * as v from 'valibot'
import type { Clock } from '../../core/clock.ts'
import { isTransient } from './sql-state.ts'
import { type ScopedQuery, sql } from './query.ts'

export interface Released {
  readonly liberados: number
  /** Whether more wait, which the schedule releases. */
  readonly restam: boolean
}

interface ReleaseOptions {
  readonly clock: Clock
  /** After so long no other piece is begun, in milliseconds. */
  readonly patienceMs: number
}

const Piece = v.object({ alheia: v.boolean(), restam: v.nullable(v.boolean()) })
const State = v.object({ liberados: v.string(), concluida: v.boolean() })

/** While another process is at it, or its piece failed for a moment. */
const PAUSE_MS = 25

/** `liberacao` as the act returned it, null where nothing is to be released; the act is committed. Throws pg's error. */
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
    const { alheia, restam } = await piece()
    if (restam === false) return released(false)
    if (!alheia) continue
    const seen = await released(true)
    if (!seen.restam) return seen
    await clock.sleep(PAUSE_MS)
  }
  return released(true)

  async function piece(): Promise<v.InferOutput<typeof Piece>> {
    try {
      return await query.one(sql.type(Piece)`
        select r.liberacao is null as alheia, r.restam
        from relay.release_batch(500, ${liberacao}::bigint) as r`)
    } catch (error) {
      if (!isTransient(error)) throw error
      return { alheia: true, restam: null }
    }
  }
}
