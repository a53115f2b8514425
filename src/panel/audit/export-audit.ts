/** POST /auditoria/exportar: the filtered rows as CSV. The export itself is written to the audit. */
import { maskDeep } from '../../core/text/mask-deep.ts'
import { maskText } from '../../core/text/mask.ts'
import { sql } from '../../db/connect/query.ts'
import { writeCsv } from '../../core/text/csv-text.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { readForm } from '../requests/read-form.ts'
import { AuditFilters } from './audit-filters.tsx'
import { type AuditRow, findAudit } from './find-audit.ts'

export const EXPORT_MAX = 10_000

const HEADINGS = ['id', 'em', 'ator', 'acao', 'objeto', 'objeto_id', 'tenant', 'motivo', 'detalhe']

export function exportAudit(app: PanelApp, { query }: PanelDeps): void {
  app.post('/auditoria/exportar', may('auditoria.ver'), async (c) => {
    const form = await readForm(c, AuditFilters)
    if (!form.ok) {
      const sentence = 'O formulário tem um filtro que não existe ou que está malformado.'
      return problemPage(c, 400, 'Filtro não aceito', sentence)
    }
    const { operator } = c.var
    const rows = await query.as(operator).transaction(async (run) => {
      const { itens } = await findAudit(run, operator, form.value, EXPORT_MAX)
      const filter = JSON.stringify(form.value)
      await run.any(sql.unsafe`
        select audit.note_export(${operator.ator}, ${itens.length}, ${filter}::jsonb)`)
      return itens
    })
    const day = c.var.agora.toISOString().slice(0, 10)
    return c.body(writeCsv([HEADINGS, ...rows.map(cellsOf)]), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="auditoria-${day}.csv"`,
    })
  })
}

function cellsOf(row: AuditRow): string[] {
  const { id, em, ator, acao, objeto, objetoId, tenantId, motivo, detalhe } = row
  const why = motivo === null ? '' : maskText(motivo)
  const details = JSON.stringify(maskDeep(detalhe))
  return [id, em.toISOString(), ator, acao, objeto, objetoId, tenantId ?? '', why, details]
}
