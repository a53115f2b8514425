/**
 * Reads when the effect of each event was committed: the time in the commit record of the transaction that marked it,
 * by the server's track_commit_timestamp. This works alike for every system and costs none of them anything.
 */
import type pg from 'pg'

/**
 * Wall time in milliseconds by event id, without the events that have no effect. Throws if the server keeps no times.
 */
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
