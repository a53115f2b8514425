/** Runs several statements on one connection of a pool, in one transaction. */
import type { Pool, PoolClient } from './pool.ts'

/**
 * Commits when `work` resolves and rolls back when it throws. A connection that can't even roll back is thrown away.
 * Throws the error of pg or of `work`.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  // A connection that is lost while no query runs emits `error`. Without a listener that event would end the process.
  const lost = (error: Error) => {
    broken = error
  }
  client.on('error', lost)
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(lost)
    throw error
  } finally {
    client.off('error', lost)
    client.release(broken)
  }
}
