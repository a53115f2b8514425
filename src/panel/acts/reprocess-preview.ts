/** What reprocessing an event would do, as the database sees it now. */
import * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import { sqlState } from '../../db/connect/sql-state.ts'
import type { Operator } from '../panel-env.ts'

const Effect = v.object({
  tipo: v.picklist(['RECUSA', 'CONFIRMAR', 'EFEITO']),
  codigo: v.string(),
  frase: v.string(),
})

/** RECUSA: it would be refused; CONFIRMAR: done only when forced; EFEITO: what would come of it. */
export type Effect = v.InferOutput<typeof Effect>

export async function reprocessPreview(
  query: Query,
  operator: Operator,
  id: string,
): Promise<readonly Effect[]> {
  try {
    return await query.as(operator).any(sql.type(Effect)`
      select p.tipo, p.codigo, p.frase
      from search.reprocess_preview(${id}::bigint, ${tenantList(operator)}) as p`)
  } catch (error) {
    if (sqlState(error)?.startsWith(DATA_EXCEPTION) !== true) throw error
    return [UNFORESEEN]
  }
}

const DATA_EXCEPTION = '22'

/** An event whose content can't be read. Its page must open, because that is where the failure is looked into. */
const UNFORESEEN: Effect = {
  tipo: 'EFEITO',
  codigo: 'SEM_PREVISAO',
  frase: 'o conteúdo do evento não tem a forma esperada, e não se pode prever o efeito',
}
