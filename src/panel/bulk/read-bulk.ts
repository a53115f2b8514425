/** Bulk acts that an operator may see: those of which every tenant is theirs. */
import * as v from 'valibot'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'
import { LOTE_ACOES } from './bulk-kind.ts'

const Lote = v.object({
  id: v.string(),
  acao: v.picklist(LOTE_ACOES),
  status: v.picklist(['PLANEJADO', 'EM_ANDAMENTO', 'PAUSADO', 'CANCELADO', 'CONCLUIDO']),
  filtro: v.record(v.string(), v.unknown()),
  forcar: v.boolean(),
  total: v.number(),
  feitos: v.number(),
  recusados: v.number(),
  pendentes: v.number(),
  ritmo: v.number(),
  motivo: v.string(),
  ator: v.string(),
  criadoEm: v.date(),
  confirmadoEm: v.nullable(v.date()),
  concluidoEm: v.nullable(v.date()),
})

export type Lote = v.InferOutput<typeof Lote>

const COLUMNS = sql.fragment`
  l.id,
  l.acao,
  l.status,
  l.filtro,
  l.forcar,
  l.total,
  l.feitos,
  l.recusados,
  l.pendentes,
  l.ritmo_por_segundo as ritmo,
  l.motivo,
  l.ator,
  l.criado_em as "criadoEm",
  l.confirmado_em as "confirmadoEm",
  l.concluido_em as "concluidoEm"`

function visible({ tenants }: Pick<Operator, 'tenants'>) {
  return tenants === 'todos'
    ? sql.fragment`true`
    : sql.fragment`l.tenants <@ ${sql.array([...tenants], 'int8')}`
}

/** Newest first, those before `cursor` (an id), one more than `limite`. */
export async function readLotes(
  query: Query,
  operator: Operator,
  { cursor, limite }: { readonly cursor: string | null; readonly limite: number },
): Promise<readonly Lote[]> {
  return query.as(operator).any(sql.type(Lote)`
    select ${COLUMNS}
    from ops.lote as l
    where ${visible(operator)}
      and ${cursor === null ? sql.fragment`true` : sql.fragment`l.id < ${cursor}::bigint`}
    order by l.id desc
    limit ${limite + 1}`)
}

/** Null where there is no such bulk act, or none that the operator may see. */
export async function readLote(query: Query, operator: Operator, id: string): Promise<Lote | null> {
  return query.as(operator).maybeOne(sql.type(Lote)`
    select ${COLUMNS}
    from ops.lote as l
    where l.id = ${id}::bigint and ${visible(operator)}`)
}
