/** Makes an API token. Its value exists only in the answer: the database keeps the SHA-256. */
import * as v from 'valibot'
import { newApiToken } from '../../core/api-token.ts'
import { sql, type Statements } from '../../db/connect/query.ts'

interface TokenRequest {
  readonly nome: string
  readonly papel: string
  /** None: every tenant, for an admin. */
  readonly tenants: readonly number[]
  /** How long it is good, as an interval; null: until it is revoked. [null] */
  readonly validade?: string | null
  readonly ator: string
}

export interface IssuedToken {
  readonly id: string
  /** `hub_` and 43 characters: 256 random bits. */
  readonly token: string
}

/** Errors as access.create_token: HB422 for what can't be, HB404 for an unknown tenant. */
export async function issueToken(
  statements: Pick<Statements, 'oneFirst'>,
  { nome, papel, tenants, validade = null, ator }: TokenRequest,
): Promise<IssuedToken> {
  const { token, hash } = newApiToken()
  const id = await statements.oneFirst(sql.type(v.object({ id: v.string() }))`
    select access.create_token(
      ${nome}, ${papel}, ${sql.array([...tenants], 'int8')}, ${sql.binary(hash)}, ${ator}, ${validade}::interval
    ) as id`)
  return { id, token }
}
