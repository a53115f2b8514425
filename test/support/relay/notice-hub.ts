/** A hub with one notice that waits to be delivered, and a provider that a test controls. */
import type { TestContext } from 'node:test'
import { parseDriver } from '../../../src/notifications/parse-driver.ts'
import type { NoticeOutcome, Notifier } from '../../../src/notifications/notifier.ts'
import { testDatabase } from '../database/database.ts'
import { append, drain, prepareTenant, readyPayload } from './engine.ts'
import { type SqlClient, sqlClient } from '../database/sql-client.ts'
import { type TestGateway, testGateway } from './test-gateway.ts'
import { relayPool, testNotifier } from './test-relay.ts'

export interface NoticeHub {
  readonly sql: SqlClient
  readonly gateway: TestGateway
  readonly notifier: Notifier
  readonly outcomes: NoticeOutcome[]
  readonly round: () => Promise<number>
}

/** One order is PRONTO and its notice waits for the provider at `address`. [the gateway's] */
export async function noticeHub(
  t: TestContext,
  address?: string,
  payload: object = readyPayload,
): Promise<NoticeHub> {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  await append(sql, [{ externalId: 'A', payload: { ...payload } }])
  await drain(sql)
  const gateway = await testGateway(t)
  const outcomes: NoticeOutcome[] = []
  const reports = {
    push: ({ outcome }: { outcome: NoticeOutcome }) => outcomes.push(outcome),
  }
  const driver = parseDriver(address ?? gateway.url)
  const notifier = testNotifier(relayPool(t, url), driver, { reports })
  const round = () => notifier.round('teste/n', new AbortController().signal)
  return { sql, gateway, notifier, outcomes, round }
}

/** The only notice. */
export async function notice(sql: SqlClient) {
  const [row] = await sql.rows<{ id: string; status: string; erro: string | null }>(
    'select n.id, n.status, n.erro, n.texto, n.provedor_id from hub.notificacao as n',
  )
  return row!
}

/** What waits, and how often it has been tried. */
export const outbox = (sql: SqlClient) =>
  sql.rows('select status, motivo, tentativas, adiamentos from hub.integracao_outbox')
