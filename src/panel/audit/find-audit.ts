/** Reads one page of the audit, newest first, for the tenants that the operator may see. Rows without a tenant are only for operators who see all. */
import * as v from 'valibot'
import { encodeCursor } from '../../reads/cursor.ts'
import { tenantCondition } from '../../db/connect/tenant-scope.ts'
import { type Scope, sql, type Statements } from '../../db/connect/query.ts'
import { dayEnd, dayStart } from '../requests/days.ts'
import type { AuditFiltersRead } from './audit-filters.tsx'

const Row = v.object({
  id: v.string(),
  em: v.date(),
  ator: v.string(),
  acao: v.string(),
  objeto: v.string(),
  objetoId: v.string(),
  tenantId: v.nullable(v.string()),
  motivo: v.nullable(v.string()),
  detalhe: v.record(v.string(), v.unknown()),
})

export type AuditRow = v.InferOutput<typeof Row>

export async function findAudit(
  run: Pick<Statements, 'any'>,
  operator: Pick<Scope, 'tenants'>,
  filters: AuditFiltersRead,
  limit: number,
): Promise<{ readonly itens: readonly AuditRow[]; readonly proximo: string | null }> {
  const conditions = [tenantCondition(operator), ...conditionsOf(filters)]
  const found = await run.any(sql.type(Row)`
    select
      e.id, e.em, e.ator, e.acao, e.objeto, e.objeto_id as "objetoId", e.tenant_id as "tenantId",
      e.motivo, e.detalhe
    from ops.auditoria as e
    where ${sql.join(conditions, sql.fragment` and `)}
    order by e.em desc, e.id desc
    limit ${limit + 1}`)
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  const more = found.length > limit && last !== undefined
  return { itens: rows, proximo: more ? encodeCursor(last.id) : null }
}

/** A row never changes, so the id alone says where a page ended. */
function conditionsOf({ ator, acao, objeto, id, tenant, de, ate, cursor }: AuditFiltersRead) {
  return [
    ...(ator === undefined ? [] : [sql.fragment`e.ator = ${ator}`]),
    ...(acao === undefined ? [] : [sql.fragment`e.acao = ${acao}`]),
    ...(objeto === undefined ? [] : [sql.fragment`e.objeto = ${objeto}`]),
    ...(id === undefined ? [] : [sql.fragment`e.objeto_id = ${id}`]),
    ...(tenant === undefined ? [] : [sql.fragment`e.tenant_id = ${tenant}::bigint`]),
    ...(de === undefined ? [] : [sql.fragment`e.em >= ${dayStart(de)}`]),
    ...(ate === undefined ? [] : [sql.fragment`e.em < ${dayEnd(ate)}`]),
    ...(cursor == null
      ? []
      : [
          sql.fragment`e.em <= ${momentOf(cursor)}`,
          sql.fragment`(e.em < ${momentOf(cursor)} or e.id < ${cursor}::bigint)`,
        ]),
  ]
}

function momentOf(id: string) {
  return sql.fragment`(select a.em from ops.auditoria as a where a.id = ${id}::bigint)`
}
