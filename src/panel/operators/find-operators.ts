/** The operators that an admin may manage: those who reach no store that the admin does not. */
import * as v from 'valibot'
import { isId } from '../../core/id.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'
import { ROLES } from '../session/permissions.ts'

const ManagedOperator = v.object({
  id: v.string(),
  login: v.string(),
  nome: v.string(),
  papel: v.picklist(ROLES),
  tenants: v.array(v.string()),
  hasPassword: v.boolean(),
  usesSso: v.boolean(),
  ativo: v.boolean(),
  createdAt: v.date(),
  signedInAt: v.nullable(v.date()),
  deactivatedAt: v.nullable(v.date()),
  lockVersion: v.string(),
})

export type ManagedOperator = v.InferOutput<typeof ManagedOperator>

/** At most 500, by login. */
export async function findOperators(
  query: Query,
  admin: Operator,
): Promise<readonly ManagedOperator[]> {
  return query.as(admin).any(sql.type(ManagedOperator)`
    ${columns} where ${withinReach(admin)} order by o.login limit 500`)
}

/** Null if there is none with that id, or the admin may not manage it. */
export async function findOperator(
  query: Query,
  admin: Operator,
  id: string,
): Promise<ManagedOperator | null> {
  if (!isId(id)) return null
  return query.as(admin).maybeOne(sql.type(ManagedOperator)`
    ${columns} where ${withinReach(admin)} and o.id = ${id}::bigint`)
}

const columns = sql.fragment`
  select o.id, o.login, o.nome, o.papel, o.tenants, o.tem_senha as "hasPassword", o.por_sso as "usesSso", o.ativo,
    o.criado_em as "createdAt", o.entrou_em as "signedInAt", o.desativado_em as "deactivatedAt",
    o.lock_version as "lockVersion"
  from ops.operador as o`

function withinReach({ tenants }: Operator) {
  return tenants === 'todos'
    ? sql.fragment`true`
    : sql.fragment`o.tenants <> '{}' and o.tenants <@ ${sql.array([...tenants], 'int8')}`
}

const Store = v.object({ id: v.string(), nome: v.string() })

export type Store = v.InferOutput<typeof Store>

/** The first twelve stores that an admin may give, as help for typing their numbers. */
export async function storesOf(query: Query, admin: Operator): Promise<readonly Store[]> {
  return query
    .as(admin)
    .any(sql.type(Store)`select t.id, t.nome from ops.tenant as t order by t.id limit 12`)
}
