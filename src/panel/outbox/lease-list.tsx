/** GET /outbox/leases: which process holds which row, and until when. */
import * as v from 'valibot'
import { tenantCondition } from '../../db/connect/tenant-scope.ts'
import { sql } from '../../db/connect/query.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { Empty } from '../pieces/empty.tsx'
import { Age } from '../pieces/text/moment.tsx'
import { orBanner } from '../pieces/banner.tsx'
import { page } from '../pieces/page.tsx'
import { queryRefused } from '../pieces/problem-page.tsx'
import { StatusPill } from '../pieces/status-pill.tsx'
import { Table } from '../pieces/table.tsx'
import { readQuery } from '../requests/read-query.ts'
import { readStores, type Stores, storeText } from '../session/stores.ts'
import { DESTINATIONS } from './outbox-filters.ts'
import { OutboxTabs } from './outbox-tabs.tsx'
import { DESTINATION_TEXTS } from './why-text.ts'

const Lease = v.object({
  id: v.string(),
  tenantId: v.string(),
  destino: v.picklist(DESTINATIONS),
  leasedBy: v.string(),
  leasedUntil: v.date(),
  vencida: v.boolean(),
})

/** A lease lasts about a minute. If there are more than these, something is badly wrong, and the first tell enough. */
const SHOWN_MAX = 200

const PATIENCE_MS = 3000

export function leaseList(app: PanelApp, { query }: PanelDeps): void {
  app.get('/outbox/leases', may('ver'), async (c) => {
    const read = readQuery(c, v.strictObject({}))
    if (!read.ok) return queryRefused(c, read.problems, ['/outbox/leases', 'Leases'])
    const { operator, agora } = c.var
    const stores = await readStores(query, operator)
    const list = await orBanner(async () => {
      const patient = { ...operator, statementTimeoutMs: PATIENCE_MS }
      const leases = await query.as(patient).any(sql.type(Lease)`
        select
          e.id,
          e.tenant_id as "tenantId",
          e.destino,
          e.bloqueado_por as "leasedBy",
          e.bloqueado_ate as "leasedUntil",
          e.vencida
        from ops.lease as e
        where ${tenantCondition(operator)}
        order by e.bloqueado_ate
        limit ${SHOWN_MAX}`)
      if (leases.length === 0) return <Empty frase="Nenhum processo tem uma linha agora." />
      return <Leases leases={leases} stores={stores} agora={agora} />
    })
    return page(
      c,
      {
        titulo: 'Leases',
        resumo: `Quem trata o quê, e até quando. As ${SHOWN_MAX} que vencem primeiro.`,
      },
      <>
        <OutboxTabs path="/outbox/leases" />
        {list}
      </>,
    )
  })
}

interface LeasesProps {
  readonly leases: readonly v.InferOutput<typeof Lease>[]
  readonly stores: Stores
  readonly agora: Date
}

function Leases({ leases, stores, agora }: LeasesProps) {
  return (
    <Table titulo="Leases" colunas={['Por quem', 'O que', 'Vence', 'Loja']}>
      {leases.map(({ id, destino, leasedBy, leasedUntil, vencida, tenantId }) => (
        <tr>
          <td class="mono">{leasedBy}</td>
          <td>
            <a href={`/outbox/${id}`}>
              {DESTINATION_TEXTS[destino]} {id}
            </a>
          </td>
          <td class="tight">
            <Age at={leasedUntil} agora={agora} />{' '}
            {vencida ? <StatusPill status="MORTO" texto="vencida" /> : null}
          </td>
          <td>{storeText(stores, tenantId)}</td>
        </tr>
      ))}
    </Table>
  )
}
