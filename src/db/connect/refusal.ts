/**
 * The refusals that our SQL raises for its callers: a SQLSTATE each, with a pt-BR sentence for people as its message.
 */
import { sentence } from '../../core/text/sentence.ts'
import { sqlState } from './sql-state.ts'

export interface Refusal {
  readonly status: 404 | 409 | 422
  readonly codigo: 'nao_encontrado' | 'conflito' | 'conteudo_invalido'
  readonly sentence: string
}

const REFUSALS: Readonly<Record<string, Omit<Refusal, 'sentence'>>> = {
  HB404: { status: 404, codigo: 'nao_encontrado' },
  HB409: { status: 409, codigo: 'conflito' },
  HB422: { status: 422, codigo: 'conteudo_invalido' },
}

/** Null when the database did not refuse but failed. */
export function refusalOf(error: unknown): Refusal | null {
  const refusal = REFUSALS[sqlState(error) ?? '']
  if (refusal === undefined || !(error instanceof Error)) return null
  return { ...refusal, sentence: sentence(error.message) }
}
