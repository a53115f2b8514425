/** Releases driven by hand: what the schedule does every two seconds. */
import type { SqlClient } from '../database/sql-client.ts'

export interface Piece {
  readonly liberacao: string | null
  readonly soltos: number | null
  readonly restam: boolean | null
  readonly concluida: boolean | null
}

/** One piece of what is due, `limit` events at most. `agora` moves the clock by an interval, such as `2 s`. */
export async function releasePiece(client: SqlClient, limit = 1000, agora = '0 s'): Promise<Piece> {
  const [piece] = await client.rows<Piece & Record<string, unknown>>(
    'select * from relay.release_batch($1, null, clock_timestamp() + $2::interval)',
    [limit, agora],
  )
  if (piece === undefined) throw new Error('release_batch returns one row')
  return piece
}

/** Until nothing is due; resolves to how many events were released. */
export async function releaseDue(client: SqlClient, limit = 1000, agora = '0 s'): Promise<number> {
  let total = 0
  for (;;) {
    const { liberacao, soltos } = await releasePiece(client, limit, agora)
    if (liberacao === null) return total
    total += soltos ?? 0
  }
}

/** What the schedule does once a minute; resolves to how many events were released. */
export async function sweepAll(client: SqlClient): Promise<number> {
  await client.rows('select relay.sweep()')
  const stray = await client.value<number>('select soltos from relay.sweep_mappings()')
  return stray + (await releaseDue(client))
}
