/** Bulk acts as the screens read them. An operator sees those whose tenants are all theirs. */
import * as v from 'valibot'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'
import { BULK_ACT_KINDS } from './bulk-act-kind.ts'
import { tenantList } from '../../db/connect/tenant-scope.ts'

const BulkAct = v.object({
  id: v.string(),
  kind: v.picklist(BULK_ACT_KINDS),
  status: v.picklist(['PLANEJADO', 'EM_ANDAMENTO', 'PAUSADO', 'CANCELADO', 'CONCLUIDO']),
  filters: v.record(v.string(), v.unknown()),
  force: v.boolean(),
  total: v.number(),
  doneCount: v.number(),
  refusedCount: v.number(),
  pendingCount: v.number(),
  perSecond: v.number(),
  reason: v.string(),
  requester: v.string(),
  plannedAt: v.date(),
  confirmedAt: v.nullable(v.date()),
  endedAt: v.nullable(v.date()),
})

export type BulkAct = v.InferOutput<typeof BulkAct>

const COLUMNS = sql.fragment`
  l.id,
  l.acao as kind,
  l.status,
  l.filtro as filters,
  l.forcar as force,
  l.total,
  l.feitos as "doneCount",
  l.recusados as "refusedCount",
  l.pendentes as "pendingCount",
  l.ritmo_por_segundo as "perSecond",
  l.motivo as reason,
  l.ator as requester,
  l.criado_em as "plannedAt",
  l.confirmado_em as "confirmedAt",
  l.concluido_em as "endedAt"`

function visible({ tenants }: Pick<Operator, 'tenants'>) {
  return tenants === 'todos'
    ? sql.fragment`true`
    : sql.fragment`l.tenants <@ ${sql.array([...tenants], 'int8')}`
}

/** Newest first, from before `cursor` (an id). Returns one more than `limite`, if there is one. */
export async function readBulkActs(
  query: Query,
  operator: Operator,
  { cursor, limite }: { readonly cursor: string | null; readonly limite: number },
): Promise<readonly BulkAct[]> {
  return query.as(operator).any(sql.type(BulkAct)`
    select ${COLUMNS}
    from ops.lote as l
    where ${visible(operator)}
      and ${cursor === null ? sql.fragment`true` : sql.fragment`l.id < ${cursor}::bigint`}
    order by l.id desc
    limit ${limite + 1}`)
}

/** Null if there is no such bulk act, or the operator may not see it. */
export async function readBulkAct(
  query: Query,
  operator: Operator,
  id: string,
): Promise<BulkAct | null> {
  return query.as(operator).maybeOne(sql.type(BulkAct)`
    select ${COLUMNS}
    from ops.lote as l
    where l.id = ${id}::bigint and ${visible(operator)}`)
}

const Counted = v.array(v.object({ nome: v.nullable(v.string()), total: v.number() }))

const Summary = v.object({
  total: v.number(),
  maisAntigo: v.nullable(v.string()),
  maisNovo: v.nullable(v.string()),
  porTipo: Counted,
  porStatus: Counted,
  amostra: v.array(v.string()),
  efeitos: v.array(v.object({ codigo: v.string(), total: v.number(), frase: v.string() })),
})

export type BulkActSummary = v.InferOutput<typeof Summary>

export async function readBulkActSummary(
  query: Query,
  operator: Operator,
  id: string,
): Promise<BulkActSummary> {
  const { resumo } = await query.as(operator).one(sql.type(v.object({ resumo: Summary }))`
    select bulk.summary(${id}::bigint, ${tenantList(operator)}) as resumo`)
  return resumo
}
