/** GET /ao-vivo/eventos: streams how many events have come since a page was read. The rows of the page stay as they are. */
import * as v from 'valibot'
import { EventFilters, type EventFiltersRead } from '../../../reads/event-filters.ts'
import { findEvents } from '../../../reads/find-events.ts'
import { isId } from '../../../core/id.ts'
import { tenantCondition } from '../../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../../db/connect/query.ts'
import type { Live } from '../../requests/live.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { Operator, PanelApp } from '../../panel-env.ts'
import { htmlText } from '../../pieces/live-watch.tsx'
import { countText } from '../../pieces/text/number-text.ts'
import { queryOf, readParameters } from '../../requests/read-query.ts'
import { queryRefused } from '../../pieces/problem-page.tsx'
import { eventAddress } from '../../pieces/event-address.ts'

const COUNTED = 100

/** The parameter `depois` is the id of the newest event on the page that asks. */
export function newEvents(app: PanelApp, { query }: PanelDeps, live: Live): void {
  app.get('/ao-vivo/eventos', may('ver'), async (c) => {
    const { depois, ...given } = queryOf(c)
    const read = readParameters(given, EventFilters)
    if (!read.ok) return queryRefused(c, read.problems, ['/eventos', 'Eventos'])
    if (typeof depois !== 'string' || !isId(depois)) {
      return queryRefused(c, { depois: 'o número de um evento' }, ['/eventos', 'Eventos'])
    }
    const { operator } = c.var
    const filters = await narrowed(query, operator, read.value, depois)
    const scope = { ...operator, statementTimeoutMs: 3000 }
    const address = eventAddress(given, { cursor: null })
    return live.stream(c, async (lastId) => {
      const { itens } = await findEvents(live.query, scope, filters)
      const fresh = itens.filter(({ id }) => BigInt(id) > BigInt(depois))
      const newest = fresh[0]?.id
      if (newest === undefined || newest === lastId) return null
      const banner = <NewEvents total={fresh.length} href={address} />
      return { id: newest, html: await htmlText(banner) }
    })
  })
}

/** Restricts the search to recent events, unless the filters give a start themselves. */
async function narrowed(
  query: Query,
  operator: Operator,
  filters: EventFiltersRead,
  depois: string,
): Promise<EventFiltersRead> {
  const all = { ...filters, cursor: undefined, limite: COUNTED + 1 }
  if (filters.data !== undefined || filters.data_de !== undefined) return all
  const since = await query.as(operator).maybeOneFirst(sql.type(v.object({ desde: v.date() }))`
    select e.received_at - interval '10 minutes' as desde
    from ops.evento as e
    where e.id = ${depois}::bigint and ${tenantCondition(operator)}`)
  return since === null ? all : { ...all, data_de: { instante: since.toISOString() } }
}

function NewEvents({ total, href }: { total: number; href: string }) {
  return (
    <a class="news" href={href}>
      {total === 1 ? '1 evento novo' : `${countText(total, COUNTED)} eventos novos`} · mostrar
    </a>
  )
}
