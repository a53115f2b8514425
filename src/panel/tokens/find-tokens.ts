/** The tokens of the API that an admin may manage: those that reach only stores of the admin. */
import * as v from 'valibot'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'

const Token = v.object({
  id: v.string(),
  nome: v.string(),
  papel: v.string(),
  tenants: v.array(v.string()),
  createdAt: v.date(),
  expiresAt: v.nullable(v.date()),
  usedAt: v.nullable(v.date()),
  state: v.picklist(['ATIVO', 'EXPIRADO', 'REVOGADO']),
})

export type Token = v.InferOutput<typeof Token>

/** At most 500: valid tokens first, then newest first. */
export async function findTokens(query: Query, admin: Operator): Promise<readonly Token[]> {
  return query.as(admin).any(sql.type(Token)`
    select t.id, t.nome, t.papel, t.tenants, t.criado_em as "createdAt", t.expira_em as "expiresAt",
      t.usado_em as "usedAt", t.situacao as state
    from ops.token as t
    where ${withinReach(admin)}
    order by t.situacao <> 'ATIVO', t.id desc
    limit 500`)
}

function withinReach({ tenants }: Operator) {
  return tenants === 'todos'
    ? sql.fragment`true`
    : sql.fragment`t.tenants <> '{}' and t.tenants <@ ${sql.array([...tenants], 'int8')}`
}
