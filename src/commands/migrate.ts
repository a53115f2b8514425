/** `hub migrate`: brings the database to what sql/ says. */
import { Command } from 'commander'
import { migrate } from '../db/migrate.ts'
import { startEmbedded } from '../db/embedded.ts'
import { sqlDir } from '../open-database.ts'
import type { CommandIo } from './command-io.ts'
import { printResult } from './print-result.ts'

export function migrateCommand(io: CommandIo): Command {
  return new Command('migrate')
    .description('Aplica as migrações e as rotinas ao banco; rodar de novo não muda nada')
    .option('--json', 'responde em JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const config = io.config()
      const log = io.createLog(config.logLevel === 'info' ? 'warn' : config.logLevel)
      await using stack = new AsyncDisposableStack()
      let url = config.databaseUrl
      if (url === null) {
        const server = await startEmbedded({ dataDir: config.dataDir, log, clock: io.clock })
        stack.defer(() => server.stop())
        url = server.url
      }
      const report = await migrate({ url, sqlDir, log })
      printResult(io, json, report, () => {
        const { applied, version } = report
        const what = applied.length === 0 ? 'Nada a aplicar' : `Aplicadas: ${applied.join(', ')}`
        return `${what}. O banco está na V${version}.`
      })
    })
}
