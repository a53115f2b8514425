/** Runs a worker on a database of the test, with one tenant prepared. */
import type { TestContext } from 'node:test'
import { testDatabase } from '../database/database.ts'
import { append, type EventInput, prepareTenant } from '../relay/engine.ts'
import { eventually } from '../eventually.ts'
import { type SqlClient, sqlClient } from '../database/sql-client.ts'
import { testRelay } from '../relay/test-relay.ts'

export interface Hub {
  readonly sql: SqlClient
  /** Appends events, and waits until the worker has nothing left that it can do. */
  readonly receive: (...events: readonly EventInput[]) => Promise<string[]>
  readonly settled: () => Promise<void>
}

export async function hub(t: TestContext): Promise<Hub> {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  const relay = testRelay(t, url)
  const settled = async () => {
    await eventually(
      () =>
        sql.value(`select not exists (
          select from hub.integracao_outbox where status in ('PENDENTE', 'EM_ANDAMENTO'))`),
      { what: 'the worker has done what it can' },
    )
  }
  const receive = async (...events: readonly EventInput[]) => {
    const stored = await append(sql, events)
    relay.poke()
    await settled()
    return stored.map(({ id }) => id)
  }
  return { sql, receive, settled }
}

/** Reads the only order. */
export const pedido = async (sql: SqlClient) =>
  (
    await sql.rows<{
      id: string
      status: string
      ready_at: Date | null
      picked_up_at: Date | null
    }>('select id, status, ready_at, picked_up_at from hub.pedido')
  )[0]!

export const count = (sql: SqlClient, from: string) =>
  sql.value<number>(`select count(*)::int from ${from}`)
