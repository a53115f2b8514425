/** Who asks: the bearer token's name, what it may do and whose data it may touch. */
import type { Scope } from '../db/connect/query.ts'

/** In rising order: each may do what those before it may. */
export const PAPEIS = ['leitor', 'operador', 'admin'] as const

export type Papel = (typeof PAPEIS)[number]

export interface Caller extends Pick<Scope, 'tenants' | 'ator'> {
  readonly papel: Papel
}

/** What hono hands from handler to handler. */
export interface ApiEnv {
  Variables: { caller: Caller }
}
