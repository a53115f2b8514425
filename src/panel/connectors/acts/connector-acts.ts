/** What the panel lets people do with the marketplace and with secrets, and the service does for it. */
import type { Scope, Statements } from '../../../db/connect/query.ts'

export interface ConnectorActs {
  /** Where the marketplace posts; `caminho` is the application's own part of the address, where there is one. */
  readonly webhookUrl: (caminho: string | null) => string
  /** The address that sellers come back to, as the application must have it. */
  readonly returnUrl: () => string
  /** Where the seller is to go, to let the application in. Good once, for 15 minutes. */
  readonly authorizationUrl: (connector: Application, ator: string) => Promise<string>
  /** Seals it and puts it into use, within the caller's transaction. */
  readonly saveSecret: (statements: Statements, scope: Scope, secret: NewSecret) => Promise<void>
  /** Examines the access step by step, up to the first that fails; `onStep` is told of each as it ends. */
  readonly test: (
    seller: Application & { readonly userId: string },
    onStep: (steps: readonly TestStep[]) => Promise<void>,
  ) => Promise<readonly TestStep[]>
  /** One task of the connector's synchronisation; null where the task was another connector's to run. */
  readonly sync: (
    tarefa: SyncTaskName,
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
  /** Of a webhook secret: how long the one before it stays live, as an interval. */
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
      /** Why, by path. */
      readonly lacunas?: readonly string[] | undefined
    }
  /** Another process is at it. */
  | { readonly kind: 'running' }
  | { readonly kind: 'failed'; readonly motivo: string }
