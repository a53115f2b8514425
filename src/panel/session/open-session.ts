/** Opens a new session for a browser whose operator is proved, and says where the person goes next. */
import { storable } from '../../core/text/storable.ts'
import { sql, type Statements } from '../../db/connect/query.ts'
import type { PanelContext } from '../panel-env.ts'
import { sessionCookie } from './session-cookie.ts'

interface Entering {
  readonly operadorId: string
  /** When the person proved who they are, if that was earlier. [now] */
  readonly confirmada?: Date | null
  /** The browser's user agent and address. */
  readonly browser: Browser
}

interface Browser {
  readonly agente: string
  readonly origem: string
}

/** Reads the browser from the request. Call it before the transaction, which must not touch the request. */
export function browserOf(c: PanelContext): Browser {
  return {
    agente: storable((c.req.header('user-agent') ?? '').slice(0, 200)),
    origem: c.var.origem,
  }
}

/**
 * Resolves to the token of the session. Give it to `sessionCookie.give` after the commit, because a transaction that is
 * repeated opens another session. Throws the refusal HB409 if the operator is deactivated.
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

/** Returns `volta` if it is a path of the panel, or else the path of the home page. Never an address of another host. */
export function ownPath(volta: string): string {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(volta) ? volta : '/'
}
