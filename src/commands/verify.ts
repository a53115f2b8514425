/** `hub verify`: compares events with effects and says, for each promise, whether the data keeps it. */
import { Command } from 'commander'
import * as v from 'valibot'
import { sql } from '../db/connect/query.ts'
import type { CommandIo } from './program/command-io.ts'
import { withDatabase } from './program/with-database.ts'
import { printResult } from './program/print-result.ts'

const total = v.pipe(v.string(), v.toNumber())

const Promised = v.object({
  promessa: v.string(),
  verificados: total,
  falhas: total,
  exemplos: v.array(v.string()),
})

export function verifyCommand(io: CommandIo): Command {
  return new Command('verify')
    .description('Confere os dados contra cada promessa; termina com 1 se alguma foi quebrada')
    .option('--json', 'responde em JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const promises = await withDatabase(io, ({ all }) =>
        all.any(sql.type(Promised)`
          select p.promessa, p.verificados, p.falhas, p.exemplos
          from ops.verify() as p`),
      )
      const ok = promises.every(({ falhas }) => falhas === 0)
      printResult(io, json, { ok, promessas: promises }, () =>
        [
          ...promises.map(({ promessa, verificados, falhas, exemplos }) =>
            falhas === 0
              ? `ok      ${promessa} (${verificados} verificados)`
              : `QUEBRADA  ${promessa}: ${falhas} de ${verificados}; ids ${exemplos.join(', ')}`,
          ),
          ok ? 'Todas as promessas foram mantidas.' : 'Há promessas quebradas.',
        ].join('\n'),
      )
      if (!ok) io.fail()
    })
}
