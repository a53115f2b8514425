/** What hono passes from handler to handler in the panel, with the operator who is signed in. */
import type { HttpBindings } from '@hono/node-server'
import type { Context, Hono } from 'hono'
import type { BodyIntake } from '../core/http/body-intake.ts'
import type { Scope } from '../db/connect/query.ts'
import type { Secrets } from '../core/secrets.ts'
import type { Role } from './session/permissions.ts'

/** Also the scope for `query.as(operator)`: `ator` is `operador:LOGIN`. */
export interface Operator extends Pick<Scope, 'tenants' | 'ator'> {
  readonly id: string
  readonly login: string
  readonly nome: string
  readonly papel: Role
  /** SHA-256 of the session's token. */
  readonly sessao: Buffer
  /** When the session was opened. */
  readonly desde: Date
  /** When the person last proved who they are: see `confirmPassword`. */
  readonly confirmada: Date
  /** Whether they can prove it by a password. */
  readonly temSenha: boolean
}

export interface PanelEnv {
  Bindings: HttpBindings & { readonly intake: BodyIntake }
  Variables: {
    /** Behind `signedIn`: on every route but /entrar and /assets. */
    operator: Operator
    /** The body of a form, within bounds, for readForm; undefined where the method has none. */
    form: Uint8Array<ArrayBuffer> | undefined
    /** Seals what is kept in the browser. */
    secrets: Secrets
    /** When the request came, by the service's clock: ages on screen are counted up to it. */
    agora: Date
    /** The address of the sender, or `desconhecido`. */
    origem: string
  }
}

export type PanelApp = Hono<PanelEnv>
export type PanelContext = Context<PanelEnv>
