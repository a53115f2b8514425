/**
 * Seals a secret of a connector for the row that holds it, and puts it into use. It never comes out again. The row of a webhook
 * secret is reserved first, because its id is part of what seals the secret. The secret before it stays live for a while, so that
 * the sender can change over.
 */
import * as v from 'valibot'
import { tenantList } from '../db/connect/tenant-scope.ts'
import type { Secrets } from '../core/secrets.ts'
import { type Scope, sql, type Statements } from '../db/connect/query.ts'

export interface ConnectorSecret {
  readonly tenantId: number | string
  readonly conectorId: string
  /** HMAC signs webhooks, SEGREDO is sent with them as it is. CLIENT_SECRET is the application's, REFRESH_TOKEN the seller's. */
  readonly tipo: 'CLIENT_SECRET' | 'REFRESH_TOKEN' | 'HMAC' | 'SEGREDO'
  readonly valor: string
  /** How long the previous webhook secret stays live, as an interval. [24 hours] */
  readonly carencia?: string
}

/** Runs in the caller's transaction. Throws HB404 where the caller may not touch the connector. */
export async function saveConnectorSecret(
  statements: Statements,
  secrets: Secrets,
  scope: Pick<Scope, 'tenants' | 'ator'>,
  { tenantId, conectorId, tipo, valor, carencia = '24 hours' }: ConnectorSecret,
): Promise<void> {
  const { ator } = scope
  const tenants = tenantList(scope)
  const seal = (table: string, column: string, row: string) =>
    secrets.seal(valor, { tenant: tenantId, table, column, row })
  switch (tipo) {
    case 'CLIENT_SECRET': {
      const sealed = seal('integracao_conector', 'client_secret_enc', conectorId)
      await statements.any(sql.unsafe`
        select connectors.save_client_secret(${conectorId}::bigint, ${sealed}, ${ator}, ${tenants})`)
      return
    }
    case 'REFRESH_TOKEN': {
      const sealed = seal('integracao_conector', 'refresh_token_enc', conectorId)
      await statements.any(sql.unsafe`
        select mercado_livre.save_refresh_token(${conectorId}::bigint, ${sealed}, ${ator}, ${tenants})`)
      return
    }
    default: {
      const rowId = await statements.oneFirst(sql.type(v.object({ id: v.string() }))`
        select connectors.reserve_webhook_secret(${conectorId}::bigint, ${tipo}, ${tenants}) as id`)
      const sealed = seal('conector_segredo', 'valor_enc', rowId)
      await statements.any(sql.unsafe`
        select connectors.activate_webhook_secret(${rowId}::bigint, ${sealed}, ${carencia}::interval, ${ator}, ${tenants})`)
    }
  }
}
