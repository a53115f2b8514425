/** Gives the browser a session of its own, whatever it brought: whose it is has been proved. */
import { storable } from '../../core/storable.ts'
import { sql, type Statements } from '../../db/query.ts'
import type { PanelContext } from '../panel-env.ts'
import { sessionCookie } from '../session-cookie.ts'

interface Entering {
  readonly operadorId: string
  /** When they proved who they are, where that was earlier. [now] */
  readonly confirmada?: Date | null
}

/** Throws the database's refusal where the operator is deactivated (HB409). */
export async function openSession(
  c: PanelContext,
  statements: Statements,
  { operadorId, confirmada = null }: Entering,
): Promise<void> {
  const hash = sessionCookie.issue(c)
  const agente = storable((c.req.header('user-agent') ?? '').slice(0, 200))
  await statements.any(sql.unsafe`
    select ops.open_session(
      p_operador => ${operadorId}::bigint, p_hash => ${sql.binary(hash)}, p_origem => ${c.var.origem},
      p_agente => ${agente}, p_confirmada => ${confirmada?.toISOString() ?? null}::timestamptz
    )`)
}
