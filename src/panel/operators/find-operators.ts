/** The operators that an admin may manage: those who reach no store that the admin does not. */
import * as v from 'valibot'
import { isId } from '../../core/id.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'
import { ROLES } from '../session/permissions.ts'

const Managed = v.object({
  id: v.string(),
  login: v.string(),
  nome: v.string(),
  papel: v.picklist(ROLES),
  tenants: v.array(v.string()),
  temSenha: v.boolean(),
  porSso: v.boolean(),
  ativo: v.boolean(),
  criadoEm: v.date(),
  entrouEm: v.nullable(v.date()),
  desativadoEm: v.nullable(v.date()),
  lockVersion: v.string(),
})

export type Managed = v.InferOutput<typeof Managed>

/** At most 500, by login. */
export async function findOperators(query: Query, admin: Operator): Promise<readonly Managed[]> {
  return query.as(admin).any(sql.type(Managed)`
    ${columns} where ${withinReach(admin)} order by o.login limit 500`)
}

/** Null if there is none with that id, or the admin may not manage it. */
export async function findOperator(
  query: Query,
  admin: Operator,
  id: string,
): Promise<Managed | null> {
  if (!isId(id)) return null
  return query.as(admin).maybeOne(sql.type(Managed)`
    ${columns} where ${withinReach(admin)} and o.id = ${id}::bigint`)
}

const columns = sql.fragment`
  select o.id, o.login, o.nome, o.papel, o.tenants, o.tem_senha as "temSenha", o.por_sso as "porSso", o.ativo,
    o.criado_em as "criadoEm", o.entrou_em as "entrouEm", o.desativado_em as "desativadoEm",
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
