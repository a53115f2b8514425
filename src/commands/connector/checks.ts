/** Reads the options that say what a connector demands of its webhooks, and saves them. */
import * as v from 'valibot'
import { HubError } from '../../core/errors.ts'
import { sql, type Statements } from '../../db/connect/query.ts'

export interface CheckOptions {
  readonly check?: string
  readonly allowIp?: readonly string[]
  readonly ipMode?: string
}

type SaveChecks = (statements: Statements, conectorId: string, ator: string) => Promise<void>

const PROOFS: Readonly<Record<string, string>> = {
  hmac: 'HMAC',
  'hmac-time': 'HMAC_TEMPO',
  secret: 'SEGREDO',
}

/** Null where none of the options is given. What is not given stays as it is. Throws HubError usage_invalid. */
export function connectorChecks({ check, allowIp, ipMode }: CheckOptions): SaveChecks | null {
  if (check === undefined && allowIp === undefined && ipMode === undefined) return null
  const demanded = check === undefined ? null : proofsIn(check)
  const mode = ipMode?.toUpperCase() ?? null
  return async (statements, conectorId, ator) => {
    const allowlist = allowIp === undefined ? null : sql.array([...allowIp], 'text')
    await statements.one(sql.type(v.object({ lock: v.number() }))`
      select connectors.set_connector_checks(
        c.id,
        coalesce(${demanded === null ? null : sql.array(demanded, 'text')}, c.exige),
        coalesce(${mode}, c.ip_modo),
        coalesce(${allowlist}, c.ip_lista),
        null,
        ${ator}
      ) as lock
      from ops.conector as c
      where c.id = ${conectorId}::bigint`)
  }
}

function proofsIn(check: string): string[] {
  const names = check.split(',').map((name) => name.trim().toLowerCase())
  if (names.length === 1 && names[0] === 'none') return []
  return names.map((name) => {
    const proof = PROOFS[name]
    if (proof !== undefined) return proof
    throw new HubError(
      'usage_invalid',
      'A opção --check aceita hmac, hmac-time (com a hora na assinatura) e secret, separados por vírgula, ou none.',
    )
  })
}
