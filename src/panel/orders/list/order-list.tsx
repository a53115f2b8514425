/** GET /pedidos: the search that the counter begins with, and the orders that wait to be picked up. */
import { findReceived } from '../../../reads/find-received.ts'
import type { Query } from '../../../db/connect/query.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { Operator, PanelApp, PanelContext } from '../../panel-env.ts'
import { Banner, orBanner } from '../../pieces/banner.tsx'
import { Empty } from '../../pieces/empty.tsx'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { page } from '../../pieces/page.tsx'
import { Pager } from '../../pieces/pager.tsx'
import { SearchBox } from '../../pieces/forms/search-box.tsx'
import { queryRefused } from '../../pieces/problem-page.tsx'
import { readQuery } from '../../requests/read-query.ts'
import { readStores } from '../../session/stores.ts'
import { countOrders, OrderTabs } from './order-tabs.tsx'
import { EventsInstead } from './events-instead.tsx'
import { findOrders, type OrdersFound } from './find-orders.ts'
import { isSearch, OrderFilters, type OrderFiltersRead } from './order-filters.ts'
import { OrderFiltersForm } from './order-filters-form.tsx'
import { OrderTable } from './order-table.tsx'
import { searchedCodes } from './searched-codes.ts'

export function orderList(app: PanelApp, { query }: PanelDeps): void {
  app.get('/pedidos', may('ver'), async (c) => {
    const read = readQuery(c, OrderFilters)
    if (!read.ok) return queryRefused(c, read.problems, ['/pedidos', 'Pedidos'], <SearchBox />)
    const filters = read.value
    // A list that takes longer than this is replaced by a banner: nobody waits ten seconds for it.
    const operator = { ...c.var.operator, statementTimeoutMs: 3000 }
    const stores = await readStores(query, operator)
    let meant: string | null = null
    const list = await orBanner(async () => {
      const found = await findOrders(query, operator, filters)
      if (isBareSearch(filters)) meant = found.exact
      if (found.orders.length === 0) {
        const events = await eventsInstead(query, operator, filters)
        if (events.length > 0) {
          return <EventsInstead events={events} stores={stores} agora={c.var.agora} />
        }
        return <NoOrders filters={filters} cortado={found.truncated} />
      }
      return (
        <>
          {found.truncated ? <TooMany /> : null}
          <OrderTable orders={found.orders} stores={stores} agora={c.var.agora} />
          <More c={c} found={found} />
        </>
      )
    })
    // A scanned code opens its order at once.
    if (meant !== null) return c.redirect(`/pedidos/${meant as string}`, 303)
    const tabs = await orBanner(async () => {
      const counts = isSearch(filters) ? null : await countOrders(query, operator, filters)
      return <OrderTabs c={c} filters={filters} counts={counts} />
    })
    return page(
      c,
      { titulo: 'Pedidos', resumo: 'O que espera ser retirado, e o que já foi.', leitor: true },
      <>
        <SearchBox q={shownCode(filters)} />
        {tabs}
        <OrderFiltersForm filters={filters} stores={stores} />
        {list}
      </>,
    )
  })
}

/** The events of a code that has no order. Takes the first reading of the code that has any. */
async function eventsInstead(query: Query, operator: Operator, { q }: OrderFiltersRead) {
  for (const code of searchedCodes(q ?? '')) {
    const events = await findReceived(query, operator, code)
    if (events.length > 0) return events
  }
  return []
}

/** The code that was looked for, as the search box shows it. */
function shownCode({ q }: OrderFiltersRead): string {
  return searchedCodes(q ?? '')[0] ?? ''
}

/** Whether the address has a code and no filter. With a filter, the person wants to see the list. */
function isBareSearch(filters: OrderFiltersRead): boolean {
  const { status, tenant, de, ate } = filters
  return isSearch(filters) && status.length === 0 && (tenant ?? de ?? ate) === undefined
}

function More({ c, found }: { c: PanelContext; found: OrdersFound }) {
  return <Pager c={c} proximo={found.proximo} />
}

function TooMany() {
  return (
    <Banner tom="info">
      Há mais pedidos que começam assim do que os mostrados: digite mais do código.
    </Banner>
  )
}

function NoOrders({ filters, cortado }: { filters: OrderFiltersRead; cortado: boolean }) {
  const { status, tenant, de, ate, cursor } = filters
  if (cortado) return <TooMany />
  if (isSearch(filters)) {
    return (
      <Empty frase="Nenhum pedido tem este código, nem começa assim." limpar="/pedidos">
        <p>
          Procurou-se{' '}
          <strong class="mono">
            <InertText text={shownCode(filters)} />
          </strong>{' '}
          como id do pedido, etiqueta, pacote, envio e número no hub.
        </p>
        <p class="hint">Nunca se procura pelo nome. Leia ou digite outro código.</p>
      </Empty>
    )
  }
  if (cursor != null) return <Empty frase="Não há pedidos mais antigos." />
  if ((tenant ?? de ?? ate) !== undefined) {
    return <Empty frase="Nenhum pedido corresponde a estes filtros." limpar="/pedidos" />
  }
  if (status.includes('TODOS')) {
    return (
      <Empty frase="Ainda não há pedidos. Eles chegam com os eventos dos conectores.">
        <p>
          <a href="/conectores">Ver conectores</a>
        </p>
      </Empty>
    )
  }
  return (
    <Empty
      frase={status.length === 0 ? 'Nenhum pedido está pronto agora.' : 'Nenhum pedido assim.'}
    >
      <p>
        <a href="/pedidos?status=TODOS">Ver todos os pedidos</a>
      </p>
    </Empty>
  )
}
