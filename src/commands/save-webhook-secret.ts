/**
 * Puts a webhook secret into use: reserves its row, because the row's id is part of what seals it, seals it, and lets
 * the one before it live on for a while, so that the sender can change over.
 */
import * as v from 'valibot'
import type { Secrets } from '../core/secrets.ts'
import { sql, type Statements } from '../db/query.ts'

interface WebhookSecret {
  readonly tenantId: number
  readonly conectorId: string
  readonly segredo: string
  readonly ator: string
  /** How long the secret before it stays live, as an interval. [24 hours] */
  readonly carencia?: string
}

/** Runs within the caller's transaction. */
export async function saveWebhookSecret(
  statements: Statements,
  secrets: Secrets,
  { tenantId, conectorId, segredo, ator, carencia = '24 hours' }: WebhookSecret,
): Promise<void> {
  const linha = await statements.oneFirst(sql.type(v.object({ id: v.string() }))`
    select ops.reserve_webhook_secret(${conectorId}::bigint) as id`)
  const sealed = secrets.seal(segredo, {
    tenant: tenantId,
    tabela: 'conector_segredo',
    coluna: 'valor_enc',
    linha,
  })
  await statements.any(sql.unsafe`
    select ops.activate_webhook_secret(${linha}::bigint, ${sealed}, ${carencia}::interval, ${ator})`)
}
