/** What the panel needs from the marketplace and from the keyring. `wiring/connector-acts.ts` provides it. */
import type { Scope, Statements } from '../../../db/connect/query.ts'

export interface ConnectorActs {
  /** The address that the marketplace posts to. `path` is the application's own part of it, if it has one. */
  readonly webhookUrl: (path: string | null) => string
  /** The redirect address, as the application at the marketplace must have it. */
  readonly returnUrl: () => string
  /** The page where the seller authorizes the application. It is valid once, for 15 minutes. */
  readonly authorizationUrl: (connector: Application, ator: string) => Promise<string>
  /** Seals a secret and puts it into use, within the caller's transaction. */
  readonly saveSecret: (statements: Statements, scope: Scope, secret: NewSecret) => Promise<void>
  /** Tests the access step by step and stops at the first failure. Calls `onStep` with all steps so far as each ends. */
  readonly test: (
    seller: Application & { readonly userId: string },
    onStep: (steps: readonly TestStep[]) => Promise<void>,
  ) => Promise<readonly TestStep[]>
  /** Runs one task of the synchronisation. Resolves to null if another connector of the application runs it. */
  readonly sync: (
    task: SyncTaskName,
    connector: Pick<Application, 'conectorId' | 'tenantId'>,
    signal: AbortSignal,
  ) => Promise<SyncOutcome | null>
}

/** In the order in which they are run. */
export const SYNC_TASKS = ['MISSED_FEEDS', 'VARREDURA', 'ABERTOS'] as const

export type SyncTaskName = (typeof SYNC_TASKS)[number]

export interface Application {
  readonly conectorId: string
  readonly tenantId: string
  readonly clientId: string
}

export interface NewSecret {
  readonly tenantId: string
  readonly conectorId: string
  readonly tipo: 'CLIENT_SECRET' | 'REFRESH_TOKEN' | 'HMAC' | 'SEGREDO'
  readonly valor: string
  /** How long the previous webhook secret stays valid, as an interval. */
  readonly carencia?: string
}

export interface TestStep {
  readonly nome: string
  readonly ok: boolean
  readonly detalhe: string
}

export type SyncOutcome =
  | {
      readonly kind: 'done'
      readonly vistos: number
      readonly novos: number
      readonly deFora?: number | undefined
      /** Why some were left out: paths and what was expected there. */
      readonly lacunas?: readonly string[] | undefined
    }
  /** Another process runs the task. */
  | { readonly kind: 'running' }
  | { readonly kind: 'failed'; readonly motivo: string }
