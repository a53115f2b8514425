/** `hub migrate`: brings the database to the state that sql/ describes. */
import { Command } from 'commander'
import { migrate } from '../db/migrate/migrate.ts'
import { startEmbedded } from '../db/embedded/embedded.ts'
import { migrateDatabase, sqlDir } from '../wiring/open-database.ts'
import { loadKeyring } from '../connectors/load-keyring.ts'
import type { CommandIo } from './program/command-io.ts'
import { withDatabase } from './program/with-database.ts'
import { printResult } from './program/print-result.ts'

export function migrateCommand(io: CommandIo): Command {
  return new Command('migrate')
    .description(
      'Aplica as migrações e as rotinas ao banco, como o usuário de MIGRATE_DATABASE_URL; rodar de novo não muda nada',
    )
    .option(
      '--secrets-key',
      'também cria em DATA_DIR a chave dos segredos, se nenhum segredo foi gravado ainda',
    )
    .option('--json', 'responde em JSON')
    .action(async ({ json, secretsKey }: { json?: boolean; secretsKey?: boolean }) => {
      const config = io.config()
      const log = io.createLog(config.logLevel === 'info' ? 'warn' : config.logLevel)
      await using stack = new AsyncDisposableStack()
      const run = async () => {
        if (config.databaseUrl !== null) return migrateDatabase(config, config.databaseUrl, log)
        const server = await startEmbedded({ dataDir: config.dataDir, log, clock: io.clock })
        stack.defer(() => server.stop())
        return migrate({ url: server.url, sqlDir, log })
      }
      const report = await run()
      if (secretsKey === true) {
        await withDatabase(io, ({ query }) => loadKeyring(config, query, { make: true }))
      }
      printResult(io, json, report, () => {
        const { applied, version } = report
        const what = applied.length === 0 ? 'Nada a aplicar' : `Aplicadas: ${applied.join(', ')}`
        return `${what}. O banco está na V${version}.`
      })
    })
}
