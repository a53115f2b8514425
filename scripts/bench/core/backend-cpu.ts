/** Measures the processor time of one PostgreSQL backend. Linux only, because it reads /proc. */
import { readFileSync } from 'node:fs'
import type pg from 'pg'

/** The microseconds that the client's backend has used so far; take the difference of two calls. */
export async function backendCpu(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>({
    name: 'backend_pid',
    text: 'select pg_catalog.pg_backend_pid() as pid',
  })
  const [onCpu] = readFileSync(`/proc/${rows[0]?.pid}/schedstat`, 'latin1').split(' ')
  return Number(onCpu) / 1000
}
