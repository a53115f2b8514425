/**
 * Makes the demonstration in a database without tenants, so that one `curl` line turns into an order: a tenant with its connector,
 * mappings and a token, and the panel's first operator. DATA_DIR/demo.json (0600) keeps it, so that later starts show the same
 * lines.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { generatePassword, hashPassword } from '../../core/password.ts'
import type { Secrets } from '../../core/secrets.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import { saveConnectorSecret } from '../../connectors/save-connector-secret.ts'
import { issueToken } from '../operator/token.ts'

const Demonstration = v.object({
  tenantId: v.number(),
  webhookSecret: v.string(),
  token: v.string(),
  /** Of the operator `admin`; null where the database had an operator already. */
  senhaAdmin: v.optional(v.nullable(v.string()), null),
})

export type Demonstration = v.InferOutput<typeof Demonstration>

const TENANT_ID = 123

/** Makes it where there is no tenant at all. Resolves to null where others use the database. */
export async function prepareDemonstration(deps: {
  readonly query: Query
  readonly secrets: Secrets
  readonly dataDir: string
  readonly ator: string
}): Promise<{ readonly demonstration: Demonstration; readonly made: boolean } | null> {
  const { query, secrets, dataDir, ator } = deps
  const file = join(dataDir, 'demo.json')
  const all = query.as({ tenants: 'todos', ator })
  const tenants = await all.anyFirst(sql.type(v.object({ id: v.string() }))`
    select t.id from ops.tenant as t limit 2`)
  if (tenants.length > 0) {
    const kept = tenants.includes(String(TENANT_ID)) ? readDemonstration(file) : null
    return kept === null ? null : { demonstration: kept, made: false }
  }
  const password = generatePassword()
  const passwordHash = await hashPassword(password)
  // Comes first: where the file can't be written, no demonstration is made that nobody could use.
  const unfinished = `${file}.unfinished`
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(unfinished, '', { mode: 0o600 })
  const demonstration = await all.transaction(async (statements) => {
    await statements.any(sql.unsafe`
      select tenants.save_tenant(
        ${TENANT_ID}::bigint, 'Loja Demonstração', 'Rua das Flores, 100 - Centro, São Paulo - SP',
        'segunda a sábado, das 9h às 18h', 'WHATSAPP', ${ator}
      )`)
    await statements.any(
      sql.unsafe`select tenants.switch_flag(${TENANT_ID}::bigint, 'ML', true, ${ator})`,
    )
    const connectorId = await statements.oneFirst(sql.type(v.object({ id: v.string() }))`
      select connectors.save_connector(${TENANT_ID}::bigint, 'ML', null, null, null, ${ator}) as id`)
    const webhookSecret = randomBytes(32).toString('base64url')
    const secret = {
      tenantId: TENANT_ID,
      conectorId: connectorId,
      tipo: 'HMAC',
      valor: webhookSecret,
    } as const
    await saveConnectorSecret(statements, secrets, { tenants: 'todos', ator }, secret)
    await statements.any(sql.unsafe`
      select processing.save_sku_mapping(${TENANT_ID}::bigint, 'ML', 'ABC-1', 'INT-ABC-1', ${ator})`)
    await statements.any(sql.unsafe`
      select processing.save_status_mapping(
        ${TENANT_ID}::bigint, 'ML', 'ready_to_ship', 'PRONTO', false, ${ator}
      )`)
    const { token } = await issueToken(statements, {
      nome: 'demonstração',
      papel: 'operador',
      tenants: [TENANT_ID],
      ator,
    })
    const created = await statements.any(sql.unsafe`
      select access.create_operator('admin', 'Administração', 'admin', '{}', ${passwordHash}, ${ator})
      where not exists (select from ops.operador)`)
    const senhaAdmin = created.length > 0 ? password : null
    return { tenantId: TENANT_ID, webhookSecret, token, senhaAdmin }
  })
  writeFileSync(unfinished, `${JSON.stringify(demonstration, null, 2)}\n`)
  renameSync(unfinished, file)
  return { demonstration, made: true }
}

function readDemonstration(file: string): Demonstration | null {
  try {
    return v.parse(Demonstration, JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}
