/** `hub start`: runs the service until it is told to stop. */
import { Command } from 'commander'
import { databaseError } from '../../db/connect/database-error.ts'
import { isTransient } from '../../db/connect/sql-state.ts'
import { localMedia } from '../../wiring/notice-drivers.ts'
import type { CommandIo } from '../program/command-io.ts'
import { prepareDemonstration } from './demonstration.ts'
import { welcome } from './welcome.ts'
import { printResult } from '../program/print-result.ts'

export function startCommand(io: CommandIo): Command {
  return new Command('start')
    .description(
      'Inicia o serviço: banco embutido se não houver DATABASE_URL, migrações e as salas de ROOMS',
    )
    .option('--json', 'diz em JSON onde o serviço escuta')
    .option(
      '--demo',
      'cria o tenant de demonstração em qualquer banco sem tenants [só no embutido]',
    )
    .action(async ({ json, demo = false }: { json?: boolean; demo?: boolean }) => {
      const stopRequested = io.stopRequested()
      const { clock, version } = io
      const config = io.config()
      const log = io.createLog(config.logLevel)
      await using stack = new AsyncDisposableStack()
      // The rooms are most of the program. Loading them only here keeps the other commands quick.
      const { startService } = await import('../../wiring/service.ts')
      const service = await startService({ config, log, clock, version })
      stack.defer(() => service.stop())
      const { publicUrl, internalUrl, database, query, secrets } = service
      const { embedded } = database
      const { dataDir } = config
      const prepared =
        embedded || demo
          ? await prepareDemonstration({ query, secrets, dataDir, ator: io.ator }).catch(
              (error: unknown) => {
                throw isTransient(error) ? databaseError(error, database.url) : error
              },
            )
          : null
      const made = prepared?.made ?? false
      const demonstration = prepared?.demonstration ?? null
      printResult(io, json, { publicUrl, internalUrl }, () =>
        welcome({
          publicUrl,
          internalUrl,
          embedded,
          dataDir,
          localMedia: localMedia(config),
          demonstration,
          made,
        }),
      )
      const lost = await Promise.race([stopRequested, database.lost ?? stopRequested])
      log.info('service stopping')
      if (lost !== undefined) throw lost
    })
}
