/** `hub doctor`: checks what the service depends on, and says what is wrong and what to do about it. */
import { Command } from 'commander'
import { loadKeyring } from '../../connectors/load-keyring.ts'
import { HubError } from '../../core/errors.ts'
import type { CommandIo } from '../program/command-io.ts'
import { printResult } from '../program/print-result.ts'
import { type CommandDatabase, withDatabase } from '../program/with-database.ts'
import { examineDatabase } from './examine-database.ts'
import { examineNotices } from './examine-notices.ts'
import { examinePorts } from './examine-ports.ts'
import { examineQueue, examineQueueBlockers, examineQueuedFetches } from './examine-queue.ts'
import { examineSessionWriting } from './examine-session.ts'
import { failureFinding, type Finding, findingOf, goodFinding } from './finding.ts'

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
      const findings = await examineAll(io)
      const ok = findings.every(({ situacao }) => situacao !== 'falha')
      const width = Math.max(...findings.map(({ nome }) => nome.length)) + 2
      printResult(io, json, { ok, verificacoes: findings }, () =>
        findings
          .map(({ nome, situacao, detalhe }) => `${MARKS[situacao]}${nome.padEnd(width)}${detalhe}`)
          .join('\n'),
      )
      if (!ok) io.fail()
    })
}

/** Each check stands alone: one that fails is a finding, and the next runs all the same. Throws only for unreadable settings. */
async function examineAll(io: CommandIo): Promise<readonly Finding[]> {
  const config = io.config()
  const findings: Finding[] = []
  const check = async (nome: string, run: () => Promise<readonly Finding[]>): Promise<void> => {
    try {
      findings.push(...(await run()))
    } catch (error) {
      const detalhe =
        error instanceof HubError ? error.message : 'Não pôde ser examinado: veja o log do banco.'
      findings.push(failureFinding(nome, detalhe))
    }
  }
  await check('banco', () =>
    withDatabase(
      io,
      async (opened) => {
        const examined = await examineDatabase(io, opened)
        findings.push(...examined.findings)
        if (!examined.usable) return []
        const { all, rooms } = opened
        await check('gravacao', () => examineSessionWriting(all))
        await check('segredos', () => examineSecrets(opened))
        await check('fila', () => examineQueue(rooms))
        await check('buscas', () => examineQueuedFetches(all))
        await check('avisos', () => examineNotices(config, all))
        await check('bloqueios', () => examineQueueBlockers(rooms))
        return []
      },
      { migrations: 'never' },
    ),
  )
  await check('portas', () => examinePorts(config))
  return findings
}

async function examineSecrets({ config, query, database }: CommandDatabase) {
  const { current, keys } = await loadKeyring(config, query, { make: false })
  if (keys.size > 0) return [goodFinding('segredos', `A chave em uso é ${current}.`)]
  return [
    findingOf(
      'segredos',
      database.embedded,
      'A chave é criada no primeiro uso.',
      'Não há SECRETS_KEY: nenhum segredo de conector pode ser gravado. Gere uma com "openssl rand -base64 32" e informe a mesma a cada processo deste banco.',
    ),
  ]
}
