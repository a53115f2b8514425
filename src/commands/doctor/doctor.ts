/** `hub doctor`: looks at what the service stands on, and says what is wrong and what to do about it. */
import { Command } from 'commander'
import { examine } from './examine.ts'
import type { Finding } from './finding.ts'
import type { CommandIo } from '../program/command-io.ts'
import { printResult } from '../program/print-result.ts'

const MARKS: Readonly<Record<Finding['situacao'], string>> = {
  ok: 'ok    ',
  aviso: 'AVISO ',
  falha: 'FALHA ',
}

export function doctorCommand(io: CommandIo): Command {
  return new Command('doctor')
    .description('Examina banco, migrações, fila, relógio e portas; termina com 1 se algo falha')
    .option('--json', 'responde em JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const verificacoes = await examine(io)
      const ok = verificacoes.every(({ situacao }) => situacao !== 'falha')
      const width = Math.max(...verificacoes.map(({ nome }) => nome.length)) + 2
      printResult(io, json, { ok, verificacoes }, () =>
        verificacoes
          .map(({ nome, situacao, detalhe }) => `${MARKS[situacao]}${nome.padEnd(width)}${detalhe}`)
          .join('\n'),
      )
      if (!ok) io.fail()
    })
}
