/**
 * When the effect of each event was committed: the time in the commit record of the transaction that marked it, by the
 * server's own track_commit_timestamp; the same way for every system, and no work for any of them.
 */
import type pg from 'pg'

/** Wall milliseconds by event id; those without their effect are left out. Throws where the server does not keep them. */
export async function commitTimes(
  client: pg.Client,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await client.query<{ id: string; at: number }>(
    `
    select e.id, extract(epoch from pg_xact_commit_timestamp(e.xmin))::float8 * 1000 as at
    from hub.integracao_evento as e
    where e.id = any ($1::bigint[])
      and e.status = 'PROCESSADO'`,
    [ids],
  )
  return new Map(rows.map(({ id, at }) => [id, at]))
}
