/** Who calls the API: the name of the token, its role and its tenants. */
import type { Scope } from '../db/connect/query.ts'

/** In rising order: each role may do what the ones before it may. */
export const PAPEIS = ['leitor', 'operador', 'admin'] as const

export type Papel = (typeof PAPEIS)[number]

export interface Caller extends Pick<Scope, 'tenants' | 'ator'> {
  readonly papel: Papel
}

/** What hono passes from handler to handler. */
export interface ApiEnv {
  Variables: { caller: Caller }
}
