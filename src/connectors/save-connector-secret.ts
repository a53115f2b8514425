/**
 * Puts a secret of a connector into use, sealed for the row that holds it. It goes in and never comes out again: a webhook
 * secret's row is reserved first, because its id is part of what seals it, and the one before it lives on for a while, so
 * that the sender can change over.
 */
import * as v from 'valibot'
import { tenantList } from '../db/connect/tenant-scope.ts'
import type { Secrets } from '../core/secrets.ts'
import { type Scope, sql, type Statements } from '../db/connect/query.ts'

export interface ConnectorSecret {
  readonly tenantId: number | string
  readonly conectorId: string
  /** HMAC signs webhooks, SEGREDO is sent with them as it is; the other two are the application's and the seller's. */
  readonly tipo: 'CLIENT_SECRET' | 'REFRESH_TOKEN' | 'HMAC' | 'SEGREDO'
  readonly valor: string
  /** How long the webhook secret before it stays live, as an interval. [24 hours] */
  readonly carencia?: string
}

/** Runs within the caller's transaction. Refused with HB404 where the connector is none of the caller's. */
export async function saveConnectorSecret(
  statements: Statements,
  secrets: Secrets,
  scope: Pick<Scope, 'tenants' | 'ator'>,
  { tenantId, conectorId, tipo, valor, carencia = '24 hours' }: ConnectorSecret,
): Promise<void> {
  const { ator } = scope
  const mine = tenantList(scope)
  const seal = (tabela: string, coluna: string, linha: string) =>
    secrets.seal(valor, { tenant: tenantId, tabela, coluna, linha })
  switch (tipo) {
    case 'CLIENT_SECRET': {
      const sealed = seal('integracao_conector', 'client_secret_enc', conectorId)
      await statements.any(sql.unsafe`
        select connectors.save_client_secret(${conectorId}::bigint, ${sealed}, ${ator}, ${mine})`)
      return
    }
    case 'REFRESH_TOKEN': {
      const sealed = seal('integracao_conector', 'refresh_token_enc', conectorId)
      await statements.any(sql.unsafe`
        select mercado_livre.save_refresh_token(${conectorId}::bigint, ${sealed}, ${ator}, ${mine})`)
      return
    }
    default: {
      const linha = await statements.oneFirst(sql.type(v.object({ id: v.string() }))`
        select connectors.reserve_webhook_secret(${conectorId}::bigint, ${tipo}, ${mine}) as id`)
      const sealed = seal('conector_segredo', 'valor_enc', linha)
      await statements.any(sql.unsafe`
        select connectors.activate_webhook_secret(${linha}::bigint, ${sealed}, ${carencia}::interval, ${ator}, ${mine})`)
    }
  }
}
