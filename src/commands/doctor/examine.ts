/** The doctor's rounds. Each look is taken alone: one that fails is a finding, and the next is taken all the same. */
import { HubError } from '../../core/errors.ts'
import { loadKeyring } from '../../connectors/load-keyring.ts'
import type { CommandIo } from '../program/command-io.ts'
import { examineBlockers } from './examine-blockers.ts'
import { examineDatabase } from './examine-database.ts'
import { examineFetches } from './examine-fetches.ts'
import { examineNotices } from './examine-notices.ts'
import { examinePorts } from './examine-ports.ts'
import { examineQueue } from './examine-queue.ts'
import { examineWriting } from './examine-writing.ts'
import type { Finding } from './finding.ts'
import { withDatabase } from '../program/with-database.ts'

/** Never throws but for settings that can't be read. */
export async function examine(io: CommandIo): Promise<readonly Finding[]> {
  const config = io.config()
  const findings: Finding[] = []
  const look = async (nome: string, take: () => Promise<readonly Finding[]>): Promise<boolean> => {
    try {
      findings.push(...(await take()))
      return true
    } catch (error) {
      const detalhe =
        error instanceof HubError ? error.message : 'Não pôde ser examinado: veja o log do banco.'
      findings.push({ nome, situacao: 'falha', detalhe })
      return false
    }
  }
  await look('banco', () =>
    withDatabase(
      io,
      async (opened) => {
        const migrated = await examineDatabase(io, opened)
        findings.push(...migrated.findings)
        if (!migrated.usable) return []
        await look('gravacao', () => examineWriting(opened.all))
        await look('segredos', async () => {
          const { current, keys } = await loadKeyring(config, opened.query, { make: false })
          if (keys.size > 0)
            return [{ nome: 'segredos', situacao: 'ok', detalhe: `A chave em uso é ${current}.` }]
          return [
            opened.database.embedded
              ? { nome: 'segredos', situacao: 'ok', detalhe: 'A chave é criada no primeiro uso.' }
              : {
                  nome: 'segredos',
                  situacao: 'aviso',
                  detalhe:
                    'Não há SECRETS_KEY: nenhum segredo de conector pode ser gravado. Gere uma com "openssl rand -base64 32" e informe a mesma a cada processo deste banco.',
                },
          ]
        })
        await look('fila', () => examineQueue(opened.rooms))
        await look('buscas', () => examineFetches(opened.all))
        await look('avisos', () => examineNotices(config, opened.all))
        await look('bloqueios', () => examineBlockers(opened.all))
        return []
      },
      { migrations: 'never' },
    ),
  )
  await look('portas', () => examinePorts(config))
  return findings
}
