/** Whether the database answers, how far it is migrated, who acts in it, whether NOTIFY is heard, what time it has. */
import * as v from 'valibot'
import { startListener } from '../db/listener.ts'
import { readMigrations } from '../db/migration-files.ts'
import { createPool } from '../db/pool.ts'
import { sql } from '../db/query.ts'
import { sqlDir } from '../open-database.ts'
import type { CommandIo } from './command-io.ts'
import type { Finding } from './finding.ts'
import type { CommandDatabase } from './with-database.ts'

const LISTEN_TIMEOUT_MS = 5000
const SKEW_MAX_MS = 2000

/** `usable` is false where the schema is not what this program needs: the rest can't be examined. */
export async function examineDatabase(
  io: CommandIo,
  opened: CommandDatabase,
): Promise<{ readonly findings: readonly Finding[]; readonly usable: boolean }> {
  const { query, operator, database } = opened
  const startedAt = io.clock.monotonicMs()
  const before = io.clock.now().getTime()
  const { versao, agora } = await query.as({ tenants: [], ator: io.ator }).one(sql.type(
    v.object({ versao: v.string(), agora: v.date() }),
  )`
    select current_setting('server_version') as versao, clock_timestamp() as agora`)
  const ms = io.clock.monotonicMs() - startedAt
  // The answer was made at some time between asking and hearing it: only what lies outside is skew.
  const skew = Math.max(before - agora.getTime(), agora.getTime() - (before + ms), 0)
  const state = await operator.databaseState()
  const newest = readMigrations(sqlDir).at(-1)?.version ?? 0
  const usable = state.version >= newest
  return {
    usable,
    findings: [
      ok(
        'banco',
        `PostgreSQL ${versao}${database.embedded ? ' embutido' : ''}, ${Math.round(ms)} ms.`,
      ),
      usable
        ? ok('migracoes', `O banco está na V${state.version}.`)
        : bad(
            'migracoes',
            `O banco está na V${state.version} e precisa da V${newest}: rode "npm run -s hub -- migrate".`,
          ),
      state.separateRoles
        ? ok('papeis', 'As tabelas são de hub_owner e o serviço age como hub_service.')
        : warn(
            'papeis',
            'Tabelas e serviço têm o mesmo dono: só o código impede o serviço de escrever nas tabelas.',
          ),
      skew <= SKEW_MAX_MS
        ? ok('relogio', 'Esta máquina e o banco concordam quanto à hora.')
        : warn(
            'relogio',
            `Esta máquina e o banco discordam em ${Math.round(skew / 1000)} s: acerte os relógios.`,
          ),
      (await hears(io, opened))
        ? ok('escuta', 'Um NOTIFY enviado foi ouvido.')
        : warn(
            'escuta',
            'NOTIFY não é ouvido (um pooler no caminho?): o relay segue pela consulta de cada segundo.',
          ),
    ],
  }
}

async function hears(io: CommandIo, { database, log }: CommandDatabase): Promise<boolean> {
  const { url, role } = database
  await using stack = new AsyncDisposableStack()
  const options = { applicationName: 'hub-cli', ...(role === undefined ? {} : { role }), log }
  const pool = createPool({ url, max: 1, ...options })
  stack.defer(() => pool.end())
  const connected = Promise.withResolvers<boolean>()
  const listener = startListener({
    url,
    channel: 'hub_outbox',
    clock: io.clock,
    log,
    onNotify: () => connected.resolve(true),
  })
  stack.defer(() => listener.stop())
  const patience = new AbortController()
  const late = io.clock.sleep(LISTEN_TIMEOUT_MS, patience.signal).then(() => false)
  const listening = await Promise.race([connected.promise, late])
  patience.abort()
  // Awaited here: the stack is let go when this function returns.
  return listening && (await listener.selfTest(pool, LISTEN_TIMEOUT_MS))
}

function ok(nome: string, detalhe: string): Finding {
  return { nome, situacao: 'ok', detalhe }
}

function warn(nome: string, detalhe: string): Finding {
  return { nome, situacao: 'aviso', detalhe }
}

function bad(nome: string, detalhe: string): Finding {
  return { nome, situacao: 'falha', detalhe }
}
