/** Why a process is not ready, in one word: what /readyz says. It names no value and nobody. */
import { isTransient, sqlState } from './sql-state.ts'

export type Unready =
  /** The process is stopping. */
  | 'encerrando'
  /** The database does not answer. */
  | 'banco'
  /** The database is behind this program. */
  | 'migracoes'
  /** A standby, or a database that was set to take no writes. */
  | 'somente_leitura'
  | 'disco_cheio'
  /** Somebody holds a table that every append needs. */
  | 'tabela_travada'
  | 'tempo_esgotado'
  /** Any other reason why nothing can be written. */
  | 'gravacao'
  /** Trying works, and too many of the last appends have failed all the same. */
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

/** What an error that a probe met says of the database. */
export function unreadyFor(error: unknown): Unready {
  const known = STATES[sqlState(error) ?? '']
  return known ?? (isTransient(error) ? 'banco' : 'gravacao')
}
