/** Mappings of the tenants that an operator may see, and those for every tenant, newest first. */
import * as v from 'valibot'
import { externalKey } from '../../core/text/external-key.ts'
import { encodeCursor } from '../../reads/cursor.ts'
import { tenantCondition } from '../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'
import type { MappingKind } from './mapping-kind.ts'

const Row = v.object({
  id: v.string(),
  /** Null means every tenant. */
  tenantId: v.nullable(v.string()),
  canal: v.string(),
  externo: v.string(),
  interno: v.string(),
  /** Null for a SKU. */
  terminal: v.nullable(v.boolean()),
  lockVersion: v.number(),
  updatedAt: v.date(),
})

export type Mapping = v.InferOutput<typeof Row>

export interface MappingFilters {
  /** `todas` means those for every tenant. */
  readonly tenant?: string | undefined
  readonly q?: string | undefined
  readonly cursor?: string | null | undefined
}

const PAGE = 50

/** If the list takes longer, the page shows a banner instead. */
const PATIENCE_MS = 3000

export async function findMappings(
  query: Query,
  operator: Operator,
  kind: MappingKind,
  filters: MappingFilters,
): Promise<{ readonly itens: readonly Mapping[]; readonly proximo: string | null }> {
  const patient = { ...operator, statementTimeoutMs: PATIENCE_MS }
  const found = await query.as(patient).any(sql.type(Row)`
    ${selected(kind)}
    where ${sql.join([visible(operator), ...conditions(filters)], sql.fragment` and `)}
    order by e.id desc
    limit ${PAGE + 1}`)
  const itens = found.slice(0, PAGE)
  const last = itens.at(-1)
  const more = found.length > PAGE && last !== undefined
  return { itens, proximo: more ? encodeCursor(last.id) : null }
}

/** Finds a mapping by its key. */
export async function mappingOf(
  query: Query,
  operator: Operator,
  kind: MappingKind,
  key: Pick<Mapping, 'tenantId' | 'canal' | 'externo'>,
): Promise<Mapping | null> {
  return query.as(operator).maybeOne(sql.type(Row)`
    ${selected(kind)}
    where ${visible(operator)}
      and e.canal = ${key.canal}
      and e.externo = ${key.externo}
      and e.tenant_id is not distinct from ${key.tenantId}::bigint`)
}

export async function mappingById(
  query: Query,
  operator: Operator,
  kind: MappingKind,
  id: string,
): Promise<Mapping | null> {
  return query.as(operator).maybeOne(sql.type(Row)`
    ${selected(kind)}
    where ${visible(operator)}
      and e.id = ${id}::bigint`)
}

function selected(kind: MappingKind) {
  const [terminal, from] =
    kind === 'sku'
      ? [sql.fragment`null::boolean`, sql.fragment`ops.mapeamento_sku`]
      : [sql.fragment`e.terminal`, sql.fragment`ops.mapeamento_status`]
  return sql.fragment`
    select
      e.id,
      e.tenant_id as "tenantId",
      e.canal,
      e.externo,
      e.interno,
      ${terminal} as terminal,
      e.lock_version as "lockVersion",
      e.updated_at as "updatedAt"
    from ${from} as e`
}

function visible(operator: Operator) {
  return sql.fragment`(e.tenant_id is null or ${tenantCondition(operator)})`
}

function conditions({ tenant, q, cursor }: MappingFilters) {
  return [
    ...(tenant === undefined
      ? []
      : tenant === 'todas'
        ? [sql.fragment`e.tenant_id is null`]
        : [sql.fragment`e.tenant_id = ${tenant}::bigint`]),
    ...(q === undefined
      ? []
      : [
          sql.fragment`(strpos(lower(e.externo), lower(${externalKey(q)})) > 0 or strpos(lower(e.interno), lower(${externalKey(q)})) > 0)`,
        ]),
    ...(cursor == null ? [] : [sql.fragment`e.id < ${cursor}::bigint`]),
  ]
}
