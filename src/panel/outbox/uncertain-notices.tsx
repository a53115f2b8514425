/** GET /outbox/avisos: notices of which nobody knows whether they went out; a person decides, at the order. */
import * as v from 'valibot'
import { encodeCursor } from '../../api/cursor.ts'
import { tenantCondition } from '../../api/tenant-condition.ts'
import { maskText } from '../../core/mask.ts'
import { type Query, sql } from '../../db/query.ts'
import { may } from '../may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { Operator, PanelApp } from '../panel-env.ts'
import { mayDo } from '../permissions.ts'
import { Empty } from '../pieces/empty.tsx'
import { InertText } from '../pieces/inert-text.tsx'
import { Moment } from '../pieces/moment.tsx'
import { orBanner } from '../pieces/or-banner.tsx'
import { page } from '../pieces/page.tsx'
import { Pager } from '../pieces/pager.tsx'
import { queryRefused } from '../pieces/query-refused.tsx'
import { cursorValue } from '../query-values.ts'
import { readQuery } from '../read-query.ts'
import { readStores, type Stores, storeText } from '../stores.ts'
import { Table } from '../pieces/table.tsx'
import { OutboxTabs } from './outbox-tabs.tsx'

const Filters = v.strictObject({ cursor: cursorValue })

const Notice = v.object({
  id: v.string(),
  pedidoId: v.string(),
  tenantId: v.string(),
  meio: v.string(),
  iniciadaEm: v.nullable(v.date()),
  erro: v.nullable(v.string()),
})

const PAGE = 50

const PATIENCE_MS = 3000

export function uncertainNotices(app: PanelApp, { query }: PanelDeps): void {
  app.get('/outbox/avisos', may('ver'), async (c) => {
    const read = readQuery(c, Filters)
    if (!read.ok) return queryRefused(c, read.problems, ['/outbox/avisos', 'Avisos incertos'])
    const { operator } = c.var
    const stores = await readStores(query, operator)
    const lista = await orBanner(async () => {
      const { itens, proximo } = await find(query, operator, read.value.cursor ?? null)
      if (itens.length === 0) {
        return <Empty frase="De todo aviso se sabe se foi enviado ou não." />
      }
      return (
        <>
          <Rows itens={itens} stores={stores} operator={operator} />
          <Pager c={c} proximo={proximo} />
        </>
      )
    })
    return page(
      c,
      {
        titulo: 'Avisos incertos',
        resumo:
          'O provedor foi chamado e não respondeu: o cliente pode ter sido avisado ou não. Nada é reenviado sozinho.',
      },
      <>
        <OutboxTabs path="/outbox/avisos" />
        {lista}
      </>,
    )
  })
}

async function find(query: Query, operator: Operator, cursor: string | null) {
  const after = cursor === null ? sql.fragment`true` : sql.fragment`e.id < ${cursor}::bigint`
  const found = await query.as({ ...operator, statementTimeoutMs: PATIENCE_MS }).any(sql.type(
    Notice,
  )`
    select
      e.id,
      e.pedido_id as "pedidoId",
      e.tenant_id as "tenantId",
      e.meio,
      e.iniciada_em as "iniciadaEm",
      e.erro
    from ops.notificacao as e
    where ${tenantCondition(operator)}
      and e.status = 'INCERTA'
      and ${after}
    order by e.id desc
    limit ${PAGE + 1}`)
  const itens = found.slice(0, PAGE)
  const last = itens.at(-1)
  const more = found.length > PAGE && last !== undefined
  return { itens, proximo: more ? encodeCursor(last.id) : null }
}

interface RowsProps {
  readonly itens: readonly v.InferOutput<typeof Notice>[]
  readonly stores: Stores
  readonly operator: Operator
}

function Rows({ itens, stores, operator }: RowsProps) {
  const act = mayDo(operator.papel, 'aviso.reenviar') ? 'Decidir' : 'Ver'
  return (
    <Table
      titulo="Avisos incertos"
      colunas={['Aviso', 'Loja', 'Meio', 'Chamado em', 'O que se sabe', '']}
    >
      {itens.map(({ id, pedidoId, tenantId, meio, iniciadaEm, erro }) => (
        <tr>
          <td>{id}</td>
          <td>{storeText(stores, tenantId)}</td>
          <td>{meio}</td>
          <td class="tight">
            <Moment at={iniciadaEm} />
          </td>
          <td>{erro === null ? null : <InertText text={maskText(erro)} />}</td>
          <td>
            <a class="button" href={`/pedidos/${pedidoId}`}>
              {act} no pedido {pedidoId}
            </a>
          </td>
        </tr>
      ))}
    </Table>
  )
}
