/** Removes stored events from the product's outbox, for a system that has a queue of its own. */
import type pg from 'pg'

/** The ids in the order of the append. `all`: the whole outbox, notices included. */
export async function takeFromOutbox(
  client: pg.Client,
  ids: readonly string[] | 'all',
): Promise<string[]> {
  if (ids === 'all') {
    // Empties only the queue, and leaves none of the dead rows that a deletion would leave to the next system.
    const { rows } = await client.query<{ id: string }>(
      `select id from hub.integracao_outbox where destino = 'PROCESSAR' order by id`,
    )
    await client.query('truncate hub.integracao_outbox')
    return rows.map(({ id }) => id)
  }
  await client.query('delete from hub.integracao_outbox where id = any ($1::bigint[])', [ids])
  return [...ids].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
}
