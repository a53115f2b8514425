/** Several statements of the hot path's pool, all or none of them. */
import type { Pool, PoolClient } from './pool.ts'

/** Rolled back when `work` throws; a connection on which even that fails is thrown away. Throws pg's error, or work's. */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}
