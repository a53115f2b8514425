/**
 * Watches the queue of a channel, as the contract asks for the first 24 to 48 hours of a roll-out: backlog, retries,
 * dead rows, reprocessing. It shows a live table in a terminal; `--once` prints it once, `--json` prints one document a
 * line.
 */
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import type { CommandIo } from '../../src/commands/program/command-io.ts'
import { runProgram } from '../../src/commands/program/run-program.ts'
import { withDatabase } from '../../src/commands/program/with-database.ts'
import { loadConfig } from '../../src/settings/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { durationMs } from '../../src/core/duration.ts'
import { HubError } from '../../src/core/errors.ts'
import { createLogger } from '../../src/core/log.ts'
import type { HubRooms } from '../../src/wiring/hub-rooms.ts'
import { inPortuguese } from '../../src/commands/program/in-portuguese.ts'
import { table } from '../../src/commands/program/print-result.ts'

interface Options {
  readonly canal: string
  readonly once?: boolean
  readonly json?: boolean
  readonly intervalo: string
}

type Totals = Awaited<ReturnType<HubRooms['eventTotals']>>

/** The totals of two days read many rows, so they are refreshed less often than the queue. */
const TOTALS_EVERY_MS = 30_000
const CLEAR = '\u001b[2J\u001b[H'

const stop = new AbortController()
const io: CommandIo = {
  config: () => loadConfig(process.env),
  print: (text) => console.log(text),
  complain: (sentence) => console.error(sentence),
  createLog: (level) => createLogger({ level, destination: process.stderr }),
  clock: systemClock,
  ator: 'monitorar-fila',
  version: '',
  readFile: (path) => readFileSync(path, 'utf8'),
  fail: () => {
    process.exitCode = 1
  },
  stopRequested: () => Promise.resolve(),
}

const program = inPortuguese(
  new Command('monitorar-fila')
    .description('Mostra backlog, retentativas, mortos e reprocessamentos da fila de um canal')
    .requiredOption('--canal <canal>', 'canal, como ML')
    .option('--once', 'mostra uma vez e termina')
    .option('--json', 'um documento JSON por linha')
    .option('--intervalo <duração>', 'entre duas leituras, como 2s; 2s se omitido', '2s')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .action(watch),
)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
await runProgram(program, process.argv.slice(2), io)

async function watch(options: Options): Promise<void> {
  const { once = false, json = false } = options
  const canal = options.canal.toUpperCase()
  const everyMs = durationMs(options.intervalo)
  if (everyMs === null || everyMs < 100) {
    throw new HubError('usage_invalid', 'A opção --intervalo aceita uma duração de 100ms ou mais.')
  }
  await withDatabase(io, async ({ rooms }) => {
    let totals: { readonly at: number; readonly read: Totals } | undefined
    do {
      const now = systemClock.monotonicMs()
      if (totals === undefined || now - totals.at >= TOTALS_EVERY_MS) {
        totals = { at: now, read: await rooms.eventTotals(canal) }
      }
      const seen = await look(rooms, canal, totals.read)
      if (json) io.print(JSON.stringify(seen))
      else io.print(`${process.stdout.isTTY && !once ? CLEAR : ''}${drawn(seen)}`)
      if (!once) await systemClock.sleep(everyMs, stop.signal)
    } while (!once && !stop.signal.aborted)
  })
}

async function look(rooms: HubRooms, canal: string, eventos48h: Totals) {
  const { fila } = await rooms.queue()
  const linhas = fila.filter((row) => row.canal === canal)
  const sum = (name: Exclude<keyof (typeof linhas)[number], 'canal' | 'destino' | 'limitado'>) =>
    linhas.reduce((total, row) => total + row[name], 0)
  return {
    em: systemClock.now().toISOString(),
    canal,
    backlog: sum('pendentes') + sum('em_andamento'),
    retentativasPendentes: sum('aguardando_retry'),
    aguardandoMapeamento: sum('aguardando_mapeamento'),
    estacionados: sum('estacionados'),
    mortos: sum('mortos'),
    reprocessamentosPendentes: sum('reprocessos'),
    atrasoMaximoSegundos: Math.max(0, ...linhas.map((row) => row.atraso_maximo_s)),
    limitado: linhas.some(({ limitado }) => limitado),
    destinos: linhas,
    eventos48h,
  }
}

function drawn(seen: Awaited<ReturnType<typeof look>>): string {
  const { em, canal, limitado, destinos, eventos48h } = seen
  const { recebidos, processados, duplicados, comErro, reprocessados, reprocessamentos } =
    eventos48h
  return [
    `Fila do canal ${canal} em ${em}`,
    '',
    table(
      [
        'DESTINO',
        'BACKLOG',
        'RETENTATIVAS',
        'MAPEAMENTO',
        'ESTACIONADOS',
        'MORTOS',
        'REPROC.',
        'ATRASO (s)',
      ],
      destinos.map((row) => [
        row.destino,
        row.pendentes + row.em_andamento,
        row.aguardando_retry,
        row.aguardando_mapeamento,
        row.estacionados,
        row.mortos,
        row.reprocessos,
        Math.round(row.atraso_maximo_s * 10) / 10,
      ]),
    ),
    ...(destinos.length === 0 ? ['(fila vazia)'] : []),
    ...(limitado ? ['Contados até 100.000 de cada espécie: há mais.'] : []),
    '',
    `Últimas 48 h: ${recebidos} recebidos, ${processados} processados, ${duplicados} duplicados, ${comErro} com erro;`,
    `${reprocessados} eventos reprocessados, em ${reprocessamentos} reprocessamentos.`,
  ].join('\n')
}
