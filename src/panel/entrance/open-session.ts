/** Opens a session of its own for a browser, whatever it brought: whose it is has been proved. */
import { storable } from '../../core/text/storable.ts'
import { sql, type Statements } from '../../db/connect/query.ts'
import type { PanelContext } from '../panel-env.ts'
import { sessionCookie } from '../session/session-cookie.ts'

interface Entering {
  readonly operadorId: string
  /** When they proved who they are, where that was earlier. [now] */
  readonly confirmada?: Date | null
  /** What the browser says of itself, and where from. */
  readonly browser: Browser
}

interface Browser {
  readonly agente: string
  readonly origem: string
}

/** Read before the transaction, as nothing of a request may be touched within. */
export function browserOf(c: PanelContext): Browser {
  return {
    agente: storable((c.req.header('user-agent') ?? '').slice(0, 200)),
    origem: c.var.origem,
  }
}

/**
 * Resolves to the session's token, for `sessionCookie.give` after the commit: a transaction that is tried again opens
 * another one. Throws the database's refusal where the operator is deactivated (HB409).
 */
export async function openSession(
  statements: Pick<Statements, 'any'>,
  { operadorId, confirmada = null, browser: { agente, origem } }: Entering,
): Promise<string> {
  const { token, hash } = sessionCookie.make()
  await statements.any(sql.unsafe`
    select access.open_session(
      p_operador => ${operadorId}::bigint, p_hash => ${sql.binary(hash)}, p_origem => ${origem},
      p_agente => ${agente}, p_confirmada => ${confirmada?.toISOString() ?? null}::timestamptz
    )`)
  return token
}
