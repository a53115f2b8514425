/**
 * Runs the whole service on that database, with two operators who are signed in: one of every store, one of store 101.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { loadConfig } from '../../src/settings/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { createLogger } from '../../src/core/log.ts'
import { startService } from '../../src/wiring/service.ts'

interface ServedPanel extends AsyncDisposable {
  readonly origin: string
  /** Session cookies, by the stores that the operator may see. */
  readonly cookies: { readonly todas: string; readonly uma: string }
}

const OPERATORS = { todas: [], uma: [101] } as const

/** Only the room `internal` runs, so that the queue stays as it is. */
export async function servedPanel(url: string): Promise<ServedPanel> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hub-screens-'))
  const config = loadConfig({
    DATABASE_URL: url,
    DATA_DIR: dataDir,
    ROOMS: 'internal',
    INTERNAL_PORT: '0',
  })
  const log = createLogger({ level: 'error' })
  const service = await startService({ config, log, clock: systemClock, version: '0.0.0-screens' })
  const [todas, uma] = await signIn(url)
  return {
    origin: service.internalUrl,
    cookies: { todas: todas ?? '', uma: uma ?? '' },
    async [Symbol.asyncDispose]() {
      await service.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function signIn(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const cookies: string[] = []
  for (const [name, stores] of Object.entries(OPERATORS)) {
    const token = randomBytes(32).toString('base64url')
    await client.query(
      `select access.open_session(
         access.create_operator($1, 'Medida', 'admin', $2::bigint[], null, 'medida'), $3, '127.0.0.1', 'medida'
       )`,
      [
        `medida-${name}-${randomBytes(4).toString('hex')}`,
        [...stores],
        createHash('sha256').update(token).digest(),
      ],
    )
    cookies.push(`__Host-hub_sessao=${token}`)
  }
  await client.end()
  return cookies
}
