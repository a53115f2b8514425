/** GET /auditoria: who did what, to what and why, newest first. */
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { Empty } from '../pieces/empty.tsx'
import { orBanner } from '../pieces/banner.tsx'
import { page } from '../pieces/page.tsx'
import { Pager } from '../pieces/pager.tsx'
import { queryRefused } from '../pieces/problem-page.tsx'
import { readQuery } from '../requests/read-query.ts'
import { readStores } from '../session/stores.ts'
import { AuditFilters, AuditFiltersForm, type AuditFiltersRead } from './audit-filters.tsx'
import { AuditTable } from './audit-table.tsx'
import { EXPORT_MAX, exportAudit } from './export-audit.ts'
import { findAudit } from './find-audit.ts'

const PAGE = 50

function auditList(app: PanelApp, { query, readOnly }: PanelDeps): void {
  app.get('/auditoria', may('auditoria.ver'), async (c) => {
    const read = readQuery(c, AuditFilters)
    if (!read.ok) return queryRefused(c, read.problems, ['/auditoria', 'Auditoria'])
    const filters = read.value
    const operator = { ...c.var.operator, statementTimeoutMs: 3000 }
    const stores = await readStores(query, operator)
    const list = await orBanner(async () => {
      const { itens, proximo } = await findAudit(query.as(operator), operator, filters, PAGE)
      if (itens.length === 0) return <Nothing filters={filters} />
      return (
        <>
          <AuditTable rows={itens} stores={stores} role={operator.papel} />
          <Pager c={c} proximo={proximo} />
        </>
      )
    })
    return page(
      c,
      {
        titulo: 'Auditoria',
        resumo: 'Quem fez o quê, a quê e por quê. Nada aqui pode ser mudado nem apagado pelo hub.',
        ...(readOnly ? {} : { acoes: <ExportForm filters={filters} /> }),
      },
      <>
        <AuditFiltersForm filters={filters} stores={stores} />
        {list}
      </>,
    )
  })
}

function ExportForm({ filters: { cursor: _, ...filters } }: { filters: AuditFiltersRead }) {
  return (
    <form method="post" action="/auditoria/exportar">
      {Object.entries(filters).map(([name, value]) =>
        value === undefined ? null : <input type="hidden" name={name} value={value} />,
      )}
      <button title={`As ${EXPORT_MAX.toLocaleString('pt-BR')} linhas mais novas, no máximo`}>
        Exportar CSV
      </button>
    </form>
  )
}

function Nothing({ filters: { cursor, ...filters } }: { filters: AuditFiltersRead }) {
  if (Object.values(filters).some((value) => value !== undefined)) {
    return <Empty frase="Nenhum ato corresponde a estes filtros." limpar="/auditoria" />
  }
  if (cursor != null) return <Empty frase="Não há atos mais antigos." />
  return <Empty frase="Ninguém fez nada ainda." />
}

/** Registers the list and its export. */
export function auditScreens(app: PanelApp, deps: PanelDeps): void {
  auditList(app, deps)
  exportAudit(app, deps)
}
