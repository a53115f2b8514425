/** An operator's live sessions, the one that was used last first. */
import * as v from 'valibot'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'

const Session = v.object({
  id: v.string(),
  criadaEm: v.date(),
  vistaEm: v.date(),
  expiraEm: v.date(),
  origem: v.string(),
  agente: v.string(),
})

export type Session = v.InferOutput<typeof Session>

/** At most 100: more are ended by "all". */
export async function sessionsOf(
  query: Query,
  viewer: Operator,
  operadorId: string,
): Promise<readonly Session[]> {
  return query.as(viewer).any(sql.type(Session)`
    select s.id, s.criada_em as "criadaEm", s.vista_em as "vistaEm", s.expira_em as "expiraEm", s.origem, s.agente
    from ops.sessao as s
    where s.operador_id = ${operadorId}::bigint and s.viva
    order by s.vista_em desc, s.id
    limit 100`)
}
