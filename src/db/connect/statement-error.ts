/**
 * Explains why a statement failed in one sentence chosen by its SQLSTATE: what happened and what to do. The sentence
 * leaves out PostgreSQL's message, because that quotes what was sent.
 */
import { HubError, type HubErrorCode } from '../../core/errors.ts'
import { isTransient } from './sql-state.ts'

type Explanation = readonly [code: HubErrorCode, happened: string, todo: string]

const LOST: Explanation = [
  'unavailable',
  'A conexão com o PostgreSQL se perdeu',
  'tente de novo em instantes',
]
const TAKEN: Explanation = ['conflict', 'Outra operação mexia no mesmo', 'tente de novo']
const BEHIND: Explanation = [
  'migration_refused',
  'O banco não tem o que esta versão espera',
  'rode hub migrate',
]
const FAILED: Explanation = [
  'internal',
  'O PostgreSQL falhou',
  'veja o que o registro dele diz desta hora, e tente de novo',
]

/** The sentences by SQLSTATE, or else by its class. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  '08': LOST,
  '22': ['refused', 'O banco não aceitou um valor', 'confira o que foi digitado'],
  '23': ['conflict', 'A mudança contraria o que já está gravado', 'confira o que foi digitado'],
  '25006': [
    'unavailable',
    'O banco é só para leitura',
    'use o endereço do servidor primário, ou espere que ele volte',
  ],
  '25P03': LOST,
  '26': BEHIND,
  '34': BEHIND,
  '3F': BEHIND,
  '40': TAKEN,
  '42': BEHIND,
  '42501': [
    'permission_missing',
    'Falta um direito ao usuário do banco',
    'rode hub migrate, ou peça-o a quem o administra',
  ],
  '53': [
    'unavailable',
    'Falta disco, memória ou conexões ao PostgreSQL',
    'libere recursos no servidor e tente de novo',
  ],
  '54': ['refused', 'O pedido é grande demais para o banco', 'peça menos de uma vez'],
  '55': TAKEN,
  '57': LOST,
  '57014': [
    'timeout',
    'A consulta demorou demais e foi interrompida',
    'peça menos de uma vez, ou tente de novo mais tarde',
  ],
  '58': [
    'unavailable',
    'O PostgreSQL não pôde usar os seus arquivos',
    'confira o disco do servidor e tente de novo',
  ],
}

/** The error for the SQLSTATE `state`; `cause` is the original. */
export function statementError(state: string, cause: unknown): HubError {
  const [code, happened, todo] = EXPLANATIONS[state] ?? EXPLANATIONS[state.slice(0, 2)] ?? FAILED
  return new HubError(code, `${happened} (${state}): ${todo}.`, {
    cause,
    retryable: isTransient(cause),
  })
}
