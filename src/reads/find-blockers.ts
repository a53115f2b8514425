/** Reads what holds the database up, for the panel and `hub doctor`: sql/routines/ops/blockers.sql. */
import * as v from 'valibot'
import { type ScopedQuery, sql } from '../db/connect/query.ts'

const Blocker = v.object({
  tipo: v.string(),
  pid: v.nullable(v.number()),
  desde: v.nullable(v.date()),
  /** pt-BR, without a capital and a full stop. */
  frase: v.string(),
})

export interface Blockers {
  /** Those that hold the queue (FILA) come first. */
  readonly found: readonly v.InferOutput<typeof Blocker>[]
  /** Says that the server hides sessions of other users, so that there may be more; null: it hides none. */
  readonly hidden: string | null
}

export async function findBlockers(query: ScopedQuery): Promise<Blockers> {
  const rows = await query.any(sql.type(Blocker)`
    select b.tipo, b.pid, b.desde, b.frase from ops.blockers() as b`)
  return {
    found: rows.filter(({ tipo }) => tipo !== 'SEM_VISAO'),
    hidden: rows.find(({ tipo }) => tipo === 'SEM_VISAO')?.frase ?? null,
  }
}
