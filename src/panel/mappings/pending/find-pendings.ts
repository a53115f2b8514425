/** Missing mappings of the tenants that an operator may see, oldest first. */
import * as v from 'valibot'
import { encodeCursor } from '../../../reads/cursor.ts'
import { tenantCondition } from '../../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'

const Row = v.object({
  id: v.string(),
  tenantId: v.string(),
  canal: v.string(),
  tipo: v.picklist(['SKU', 'STATUS']),
  chave: v.string(),
  resolvedAt: v.nullable(v.date()),
  /** How many events wait; 10,001 stands for more than 10,000. */
  waitingCount: v.pipe(v.string(), v.transform(Number)),
  /** When the oldest waiting event was received. */
  oldestAt: v.nullable(v.date()),
  sampleIds: v.array(v.string()),
})

export type Pending = v.InferOutput<typeof Row>

export interface PendingFilters {
  readonly tipo?: 'SKU' | 'STATUS' | undefined
  readonly tenant?: string | undefined
  readonly q?: string | undefined
  readonly cursor?: string | null | undefined
}

const PAGE = 50

/** If the list takes longer, the page shows a banner instead. */
const PATIENCE_MS = 3000

export async function findPendings(
  query: Query,
  operator: Operator,
  { tipo, tenant, q, cursor }: PendingFilters,
): Promise<{ readonly itens: readonly Pending[]; readonly proximo: string | null }> {
  const conditions = [
    tenantCondition(operator),
    sql.fragment`e.resolvida_em is null`,
    ...(tipo === undefined ? [] : [sql.fragment`e.tipo = ${tipo}`]),
    ...(tenant === undefined ? [] : [sql.fragment`e.tenant_id = ${tenant}::bigint`]),
    ...(q === undefined ? [] : [sql.fragment`strpos(lower(e.chave), lower(${q})) > 0`]),
    ...(cursor == null ? [] : [sql.fragment`e.id > ${cursor}::bigint`]),
  ]
  const patient = { ...operator, statementTimeoutMs: PATIENCE_MS }
  const found = await query.as(patient).any(sql.type(Row)`
    ${selected()}
    where ${sql.join(conditions, sql.fragment` and `)}
    order by e.id
    limit ${PAGE + 1}`)
  const itens = found.slice(0, PAGE)
  const last = itens.at(-1)
  const more = found.length > PAGE && last !== undefined
  return { itens, proximo: more ? encodeCursor(last.id) : null }
}

export async function pendingById(
  query: Query,
  operator: Operator,
  id: string,
): Promise<Pending | null> {
  return query.as(operator).maybeOne(sql.type(Row)`
    ${selected()}
    where ${tenantCondition(operator)}
      and e.id = ${id}::bigint`)
}

function selected() {
  return sql.fragment`
    select
      e.id,
      e.tenant_id as "tenantId",
      e.canal,
      e.tipo,
      e.chave,
      e.resolvida_em as "resolvedAt",
      e.eventos as "waitingCount",
      e.mais_antigo as "oldestAt",
      e.amostra::text[] as "sampleIds"
    from ops.pendencia as e`
}
