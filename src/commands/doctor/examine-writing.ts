/** Whether the database takes writes, tried as /readyz tries it: a standby answers every question and stores nothing. */
import type { ScopedQuery } from '../../db/connect/query.ts'
import { sql } from '../../db/connect/query.ts'
import { type Unready, unreadyFor } from '../../db/connect/unready.ts'
import type { Finding } from './finding.ts'

const NOME = 'gravacao'

const TROUBLE: Readonly<Partial<Record<Unready, string>>> = {
  somente_leitura:
    'O banco só aceita leitura, como uma réplica depois de uma troca de primário: aponte DATABASE_URL para o primário, ou desligue default_transaction_read_only.',
  disco_cheio: 'O disco do banco está cheio: libere espaço; até lá nenhum webhook é aceito.',
  tabela_travada:
    'Alguém mantém uma tabela travada de que toda gravação precisa: veja "bloqueios" e encerre a sessão que a mantém.',
}

export async function examineWriting(all: ScopedQuery): Promise<readonly Finding[]> {
  try {
    await all.any(sql.unsafe`select ingress.probe_append()`)
    return [{ nome: NOME, situacao: 'ok', detalhe: 'O banco aceita gravações.' }]
  } catch (error) {
    const detalhe =
      TROUBLE[unreadyFor(error)] ??
      'O banco não aceitou uma gravação de prova: veja o log do banco.'
    return [{ nome: NOME, situacao: 'falha', detalhe }]
  }
}
