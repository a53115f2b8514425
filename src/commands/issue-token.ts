/** Makes an API token. Its value exists only in the answer: the database keeps the SHA-256. */
import { createHash, randomBytes } from 'node:crypto'
import * as v from 'valibot'
import { sql, type Statements } from '../db/query.ts'

interface TokenRequest {
  readonly nome: string
  readonly papel: string
  /** None: every tenant, for an admin. */
  readonly tenants: readonly number[]
  readonly ator: string
}

export interface IssuedToken {
  readonly id: string
  /** `hub_` and 43 characters: 256 random bits. */
  readonly token: string
}

/** Errors as ops.create_token: HB422 for an unknown papel or no tenant, HB404 for an unknown tenant. */
export async function issueToken(
  statements: Statements,
  { nome, papel, tenants, ator }: TokenRequest,
): Promise<IssuedToken> {
  const token = `hub_${randomBytes(32).toString('base64url')}`
  const hash = createHash('sha256').update(token).digest()
  const id = await statements.oneFirst(sql.type(v.object({ id: v.string() }))`
    select ops.create_token(
      ${nome}, ${papel}, ${sql.array([...tenants], 'int8')}, ${sql.binary(hash)}, ${ator}
    ) as id`)
  return { id, token }
}
