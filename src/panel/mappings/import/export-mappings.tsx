/** GET /mapeamentos/…/exportar: the mappings of a store as CSV. The import reads the file back unchanged. */
import * as v from 'valibot'
import { tenantCondition } from '../../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../../db/connect/query.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { Operator, PanelApp, PanelContext } from '../../panel-env.ts'
import { page } from '../../pieces/page.tsx'
import { queryRefused } from '../../pieces/problem-page.tsx'
import { StoreField } from '../../pieces/forms/store-field.tsx'
import { given, idText } from '../../../reads/query-values.ts'
import { readQuery } from '../../requests/read-query.ts'
import { readStores } from '../../session/stores.ts'
import { writeCsv } from '../../../core/text/csv-text.ts'
import { CSV_HEADERS } from './csv-lines.ts'
import { KIND_WORDS, kindPath, type MappingKind } from '../mapping-kind.ts'

const Query = v.strictObject({
  tenant: given(v.union([v.literal('todas'), idText]), 'o número de uma loja, ou todas'),
})

const Row = v.object({
  externo: v.string(),
  interno: v.string(),
  terminal: v.nullable(v.boolean()),
})

/** As many as ten imports have. */
const ROWS_MAX = 50_000

export function exportMappings(app: PanelApp, { query }: PanelDeps, kind: MappingKind): void {
  app.get(`${kindPath(kind)}/exportar`, may('ver'), async (c) => {
    const read = readQuery(c, Query)
    if (!read.ok) return queryRefused(c, read.problems, [kindPath(kind), KIND_WORDS[kind].titulo])
    const { tenant } = read.value
    if (tenant === undefined) return whichStore(c, query, kind)
    const rows = await allMappings(query, c.var.operator, kind, tenant)
    const body = writeCsv([
      CSV_HEADERS[kind],
      ...rows.map(({ externo, interno, terminal }) =>
        terminal === null ? [externo, interno] : [externo, interno, terminal ? 'sim' : 'não'],
      ),
    ])
    const name = `mapeamento-${kind}-${tenant}.csv`
    return c.body(body, 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
    })
  })
}

async function allMappings(query: Query, operator: Operator, kind: MappingKind, tenant: string) {
  const [terminal, from] =
    kind === 'sku'
      ? [sql.fragment`null::boolean`, sql.fragment`ops.mapeamento_sku`]
      : [sql.fragment`e.terminal`, sql.fragment`ops.mapeamento_status`]
  const of =
    tenant === 'todas'
      ? sql.fragment`e.tenant_id is null`
      : sql.fragment`e.tenant_id = ${tenant}::bigint`
  return query.as(operator).any(sql.type(Row)`
    select e.externo, e.interno, ${terminal} as terminal
    from ${from} as e
    where (e.tenant_id is null or ${tenantCondition(operator)})
      and ${of}
    order by e.externo, e.id
    limit ${ROWS_MAX}`)
}

/** Asks for the store: a file holds the mappings of one, as an import does. */
async function whichStore(c: PanelContext, query: Query, kind: MappingKind): Promise<Response> {
  const stores = await readStores(query, c.var.operator)
  return page(
    c,
    { titulo: 'Exportar mapeamentos', acima: [kindPath(kind), KIND_WORDS[kind].titulo] },
    <section class="card">
      <form method="get" action={`${kindPath(kind)}/exportar`}>
        <StoreField
          stores={stores}
          valor={undefined}
          antes={kind === 'status' ? [['todas', 'Os de todas as lojas']] : []}
        />
        <button class="primary">Exportar CSV</button>
      </form>
    </section>,
  )
}
