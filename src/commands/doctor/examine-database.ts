/** Whether the database answers, how far it is migrated, who acts in it, whether NOTIFY is heard, what time it has. */
import * as v from 'valibot'
import { type LoginRights, loginRights } from '../../db/migrate/login-rights.ts'
import { readMigrations } from '../../db/migrate/migration-files.ts'
import { sql } from '../../db/connect/query.ts'
import { sqlDir } from '../../wiring/open-database.ts'
import type { CommandIo } from '../program/command-io.ts'
import { examineNotify } from './examine-notify.ts'
import { examineSession } from './examine-session.ts'
import type { Finding } from './finding.ts'
import type { CommandDatabase } from '../program/with-database.ts'

const SKEW_MAX_MS = 2000

/** `usable` is false where the schema is not what this program needs: the rest can't be examined. */
export async function examineDatabase(
  io: CommandIo,
  opened: CommandDatabase,
): Promise<{ readonly findings: readonly Finding[]; readonly usable: boolean }> {
  const { query, rooms, database } = opened
  const startedAt = io.clock.monotonicMs()
  const before = io.clock.now().getTime()
  const { versao, agora } = await query.as({ tenants: [], ator: io.ator }).one(sql.type(
    v.object({ versao: v.string(), agora: v.date() }),
  )`
    select current_setting('server_version') as versao, clock_timestamp() as agora`)
  const ms = io.clock.monotonicMs() - startedAt
  // The answer was made at some time between asking and hearing it: only what lies outside is skew.
  const skew = Math.max(before - agora.getTime(), agora.getTime() - (before + ms), 0)
  const state = await rooms.databaseState()
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
      roles(await loginRights(database.url)),
      await examineSession(query, io.ator),
      skew <= SKEW_MAX_MS
        ? ok('relogio', 'Esta máquina e o banco concordam quanto à hora.')
        : warn(
            'relogio',
            `Esta máquina e o banco discordam em ${Math.round(skew / 1000)} s: acerte os relógios.`,
          ),
      await examineNotify(io, opened),
    ],
  }
}

function roles({ user, separate, excessive }: LoginRights): Finding {
  if (!separate) {
    return warn(
      'papeis',
      'Tabelas e serviço têm o mesmo dono: só o código impede o serviço de escrever nas tabelas.',
    )
  }
  return excessive
    ? warn(
        'papeis',
        `O serviço entra como ${user}, que pode mais do que ele precisa: dê uma senha a hub_service e ponha-a em DATABASE_URL, e ${user} em MIGRATE_DATABASE_URL.`,
      )
    : ok('papeis', `As tabelas são de hub_owner e o serviço entra como ${user}.`)
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
