/** Counts the stored events that still lack their effect, in whichever queue they are. */
import type pg from 'pg'

export async function unprocessed(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ n: string }>(
    `select count(*) as n from hub.integracao_evento where status = 'RECEBIDO'`,
  )
  return Number(rows[0]?.n)
}
