/** What hono hands from handler to handler in the panel, and who is signed in. */
import type { HttpBindings } from '@hono/node-server'
import type { Context, Hono } from 'hono'
import type { BodyIntake } from '../core/http/body-intake.ts'
import type { Scope } from '../db/connect/query.ts'
import type { Secrets } from '../core/secrets.ts'
import type { Papel } from './session/permissions.ts'

/** Scope enough for `query.as(operator)`: `ator` is `operador:LOGIN`. */
export interface Operator extends Pick<Scope, 'tenants' | 'ator'> {
  readonly id: string
  readonly login: string
  readonly nome: string
  readonly papel: Papel
  /** SHA-256 of the session's token. */
  readonly sessao: Buffer
  /** When the session was opened. */
  readonly desde: Date
  /** When the person last proved who they are: see `confirmPassword`. */
  readonly confirmada: Date
  /** Whether they can do so by a password. */
  readonly temSenha: boolean
}

export interface PanelEnv {
  Bindings: HttpBindings & { readonly intake: BodyIntake }
  Variables: {
    /** Behind `signedIn`: on every route but /entrar and /assets. */
    operator: Operator
    /** What a form has sent, within bounds, for readForm; undefined where the method sends none. */
    form: Uint8Array<ArrayBuffer> | undefined
    /** Seals what waits in the browser. */
    secrets: Secrets
    /** When the request came, by the service's clock: what ages on screen are counted to. */
    agora: Date
    /** Where it came from: an address, or `desconhecido`. */
    origem: string
  }
}

export type PanelApp = Hono<PanelEnv>
export type PanelContext = Context<PanelEnv>
