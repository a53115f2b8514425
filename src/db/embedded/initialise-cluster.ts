/**
 * Creates an empty PostgreSQL cluster, completely or not at all: an interrupted initdb leaves nothing that a later
 * start would mistake for data.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, renameSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { HubError } from '../../core/errors.ts'
import type { ServerAccount } from './server-account.ts'

/** The superuser that initdb creates. */
export const serverUser = 'hub_admin'

/**
 * Initialises `pgdata` (UTF-8, locale C, checksums, SCRAM for everybody) and resolves to the new password, which it
 * stores in `${dataDir}/postgres.password`. Throws `database_unreachable` with the last line of initdb's output.
 */
export async function initialiseCluster(where: {
  readonly dataDir: string
  readonly pgdata: string
  readonly initdb: string
  readonly account: ServerAccount | undefined
}): Promise<string> {
  const { dataDir, pgdata, initdb, account } = where
  const password = randomBytes(24).toString('base64url')
  const unfinished = `${pgdata}.unfinished`
  const passwordFile = join(dataDir, 'postgres.initdb')
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (account !== undefined) {
    for (const path of [unfinished, passwordFile]) chownSync(path, account.uid, account.gid)
  }
  try {
    await run(initdb, pgdata, [`--pgdata=${unfinished}`, `--pwfile=${passwordFile}`], account)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  writeFileSync(join(dataDir, 'postgres.password'), password, { mode: 0o600 })
  renameSync(unfinished, pgdata)
  return password
}

async function run(
  initdb: string,
  pgdata: string,
  paths: string[],
  account: ServerAccount | undefined,
): Promise<void> {
  const flags = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', '--data-checksums']
  const child = spawn(initdb, [`--username=${serverUser}`, ...flags, ...paths], {
    ...account,
    cwd: '/',
    env: { LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code === 0) return
  const why = output.trim().split('\n').at(-1) ?? ''
  throw new HubError(
    'database_unreachable',
    `O diretório de dados do PostgreSQL não pôde ser criado em ${pgdata}: ${why}`,
  )
}
