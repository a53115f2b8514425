/** GET /eventos: the events that were received, newest first, page by page. */
import { EventFilters, type EventFiltersRead } from '../../../reads/event-filters.ts'
import { findEvents } from '../../../reads/find-events.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { Operator, PanelApp } from '../../panel-env.ts'
import { mayDo } from '../../session/permissions.ts'
import { LiveWatch } from '../../pieces/live-watch.tsx'
import { countText } from '../../pieces/text/number-text.ts'
import { orBanner } from '../../pieces/banner.tsx'
import { page } from '../../pieces/page.tsx'
import { Pager } from '../../pieces/pager.tsx'
import { queryOf, readParameters } from '../../requests/read-query.ts'
import { queryRefused } from '../../pieces/problem-page.tsx'
import { ActiveChips } from '../../pieces/active-chips.tsx'
import { eventAddress, type GivenFilters, listOf } from '../../pieces/event-address.ts'
import { EventFiltersForm, UsualViews } from './event-filters-form.tsx'
import { EventTable } from './event-table.tsx'
import { NoEvents, SearchGoesOn } from './no-events.tsx'
import { readStores } from '../../session/stores.ts'

export function eventList(app: PanelApp, { query }: PanelDeps): void {
  app.get('/eventos', may('ver'), async (c) => {
    const given = queryOf(c)
    const read = readParameters(given, EventFilters)
    if (!read.ok) return queryRefused(c, read.problems, ['/eventos', 'Eventos'])
    const address = eventAddress(given)
    if (hasEmpty(given)) return c.redirect(address, 303)
    const { operator } = c.var
    const stores = await readStores(query, operator)
    const list = await orBanner(async () => {
      const { itens, proximo } = await findEvents(query, patient(operator), read.value)
      if (itens.length === 0 && proximo === null) return <NoEvents given={given} />
      return (
        <>
          <Above given={given} filters={read.value} newest={itens[0]?.id} />
          {mayBulk(operator, given) ? (
            <Bulk
              given={given}
              total={proximo === null && !given['cursor'] ? itens.length : null}
            />
          ) : null}
          {itens.length === 0 ? null : (
            <EventTable itens={itens} agora={c.var.agora} stores={stores} />
          )}
          {proximo !== null && itens.length < read.value.limite ? <SearchGoesOn /> : null}
          <Pager c={c} proximo={proximo} />
        </>
      )
    })
    return page(
      c,
      { titulo: 'Eventos', resumo: 'O que foi recebido, do mais novo ao mais antigo.' },
      <>
        <UsualViews given={given} />
        <EventFiltersForm given={given} stores={stores} />
        <ActiveChips given={given} />
        {list}
      </>,
    )
  })
}

/** A list that takes longer than this is replaced by a banner: nobody waits ten seconds for it. */
function patient(operator: Operator) {
  return { ...operator, statementTimeoutMs: 3000 }
}

/** A form also sends the fields that are empty. The address that people keep or pass on has none of them. */
function hasEmpty(given: GivenFilters): boolean {
  return Object.values(given).some((value) => listOf(value).includes(''))
}

interface AboveProps {
  readonly given: GivenFilters
  readonly filters: EventFiltersRead
  readonly newest: string | undefined
}

/** On the first page: a count of newer events. The rows themselves do not move while somebody reads them. */
function Above({ given, filters, newest }: AboveProps) {
  if (filters.cursor != null || newest === undefined) return null
  const address = eventAddress(given, {}, '/ao-vivo/eventos')
  return (
    <LiveWatch
      id="novos"
      de={`${address}${address.includes('?') ? '&' : '?'}depois=${newest}`}
      fala
    >
      <a href={eventAddress(given)}>Atualizar</a>
    </LiveWatch>
  )
}

function mayBulk(operator: Operator, given: GivenFilters): boolean {
  const { cursor: _, ...filters } = given
  const allowed =
    mayDo(operator.papel, 'lote.executar') && mayDo(operator.papel, 'evento.reprocessar')
  return allowed && Object.keys(filters).length > 0
}

function Bulk({ given, total }: { given: GivenFilters; total: number | null }) {
  return (
    <p class="bulk">
      <a class="button" href={eventAddress(given, { cursor: null }, '/lotes/novo')}>
        Reprocessar todos que casam{total === null ? '' : ` (${countText(total)})`}…
      </a>
    </p>
  )
}
