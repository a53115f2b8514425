/** Runs the text of one SQL file. An error names the file and the line. */
import type { ClientBase } from 'pg'
import { HubError } from '../../core/errors.ts'
import { sqlState } from '../connect/sql-state.ts'

/** A lock that was not free in time, or a deadlock: the same file may succeed a moment later. */
const collisions = new Set(['55P03', '40P01'])

/**
 * Sends all statements of `text` at once. Throws `migration_refused` with `name`, the line and PostgreSQL's message.
 * Its cause is the original error, and `retryable` says whether waiting may help.
 */
export async function runSqlFile(client: ClientBase, name: string, text: string): Promise<void> {
  try {
    await client.query(text)
  } catch (error) {
    throw sqlFileError(error, name, text)
  }
}

function sqlFileError(error: unknown, name: string, text: string): HubError {
  const message = error instanceof Error ? error.message : String(error)
  const position =
    error instanceof Error && 'position' in error ? Number(error.position) : Number.NaN
  const line = Number.isInteger(position)
    ? `, linha ${Array.from(text).slice(0, position).join('').split('\n').length}`
    : ''
  const state = sqlState(error) ?? ''
  const busy = state === '55P03'
  return new HubError(
    'migration_refused',
    busy
      ? `${name} não conseguiu o bloqueio de uma tabela em uso: tente de novo com menos movimento.`
      : `${name}${line}: ${message}. Nada deste arquivo foi aplicado: corrija-o e rode de novo.`,
    { cause: error, retryable: collisions.has(state) },
  )
}
