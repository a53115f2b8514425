/** Why a process is not ready, in the one word that /readyz answers. The word holds no value and names no person. */
import { isTransient, sqlState } from './sql-state.ts'

export type Unready =
  /** The process is stopping. */
  | 'encerrando'
  /** The database does not answer. */
  | 'banco'
  /** The database lacks migrations that this program needs. */
  | 'migracoes'
  /** The server is a standby, or the database is set to refuse writes. */
  | 'somente_leitura'
  | 'disco_cheio'
  /** Another session has locked a table that every append needs. */
  | 'tabela_travada'
  | 'tempo_esgotado'
  /** Nothing can be written, for any other reason. */
  | 'gravacao'
  /** The probe succeeds, but too many of the last appends have failed. */
  | 'gravacoes_recentes'

const STATES: Readonly<Record<string, Unready>> = {
  '25006': 'somente_leitura',
  '53100': 'disco_cheio',
  '55P03': 'tabela_travada',
  '57014': 'tabela_travada',
  '42P01': 'migracoes',
  '42883': 'migracoes',
  '3F000': 'migracoes',
}

/** The word for an error that a probe met. */
export function unreadyFor(error: unknown): Unready {
  const known = STATES[sqlState(error) ?? '']
  return known ?? (isTransient(error) ? 'banco' : 'gravacao')
}
