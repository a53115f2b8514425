/** Several statements of the hot path's pool, all or none of them. */
import type { Pool, PoolClient } from './pool.ts'

/** Rolled back when `work` throws; a connection on which even that fails is thrown away. Throws pg's error, or work's. */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  // A connection that is lost while nothing is asked of it tells by an event, which ends a process that does not listen.
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
