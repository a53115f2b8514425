/** Checks whether the database answers, how far it is migrated, what time it has, and what its sessions may do. */
import * as v from 'valibot'
import { sql } from '../../db/connect/query.ts'
import { loginRights } from '../../db/migrate/login-rights.ts'
import { readMigrations } from '../../db/migrate/migration-files.ts'
import { sqlDir } from '../../wiring/open-database.ts'
import type { CommandIo } from '../program/command-io.ts'
import type { CommandDatabase } from '../program/with-database.ts'
import { examineNotify } from './examine-notify.ts'
import { examineSessionRights, examineSessionSettings } from './examine-session.ts'
import { failureFinding, type Finding, findingOf, goodFinding } from './finding.ts'

const SKEW_MAX_MS = 2000

/** `usable` is false where the schema is not what this program needs: the rest can't be checked then. */
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
  // The database read its clock at some time between question and answer: only what lies outside is skew.
  const skew = Math.max(before - agora.getTime(), agora.getTime() - (before + ms), 0)
  const { version } = await rooms.databaseState()
  const newest = readMigrations(sqlDir).at(-1)?.version ?? 0
  const usable = version >= newest
  return {
    usable,
    findings: [
      goodFinding(
        'banco',
        `PostgreSQL ${versao}${database.embedded ? ' embutido' : ''}, ${Math.round(ms)} ms.`,
      ),
      usable
        ? goodFinding('migracoes', `O banco está na V${version}.`)
        : failureFinding(
            'migracoes',
            `O banco está na V${version} e precisa da V${newest}: rode "npm run -s hub -- migrate".`,
          ),
      examineSessionRights(await loginRights(database.url)),
      await examineSessionSettings(query, io.ator),
      findingOf(
        'relogio',
        skew <= SKEW_MAX_MS,
        'Esta máquina e o banco concordam quanto à hora.',
        `Esta máquina e o banco discordam em ${Math.round(skew / 1000)} s: acerte os relógios.`,
      ),
      await examineNotify(io, opened),
    ],
  }
}
