/**
 * A process that owns an embedded server as the service does, for tests that kill it:
 * `embedded-owner.ts DIR` prints one JSON line when the server runs. On SIGINT it finishes its work, which needs
 * the database for a moment, and then stops both in order.
 */
import pg from 'pg'
import { pino } from 'pino'
import { startEmbedded } from '../../../src/db/embedded/embedded.ts'

const server = await startEmbedded({
  dataDir: process.argv[2] ?? '',
  log: pino({ level: 'silent' }),
})
const client = new pg.Client({ connectionString: server.url })
await client.connect()
process.on('SIGINT', () => {
  void finish()
})
console.log(JSON.stringify({ url: server.url, pid: server.pid }))

async function finish(): Promise<void> {
  await client.query('create table por_fim as select 42 as n from pg_sleep(0.3)')
  await client.end()
  await server.stop()
}
