/** GET /outbox: the rows of the queue, with why each waits, until when, and which process has it. */
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { Empty } from '../pieces/empty.tsx'
import { Select } from '../pieces/forms/field.tsx'
import { orBanner } from '../pieces/banner.tsx'
import { page } from '../pieces/page.tsx'
import { Pager } from '../pieces/pager.tsx'
import { queryRefused } from '../pieces/problem-page.tsx'
import { StoreField } from '../pieces/forms/store-field.tsx'
import { readQuery } from '../requests/read-query.ts'
import { readStores, type Stores } from '../session/stores.ts'
import { BulkDead } from './bulk-dead.tsx'
import { findOutbox } from './find-outbox.ts'
import { outboxCounts, StatusCards } from './outbox-counts.tsx'
import { DESTINATIONS, OutboxFilters, type OutboxFiltersRead, REASONS } from './outbox-filters.ts'
import { OutboxTable } from './outbox-table.tsx'
import { OutboxTabs } from './outbox-tabs.tsx'
import { DESTINATION_TEXTS, REASON_TEXTS } from './why-text.ts'

export function outboxList(app: PanelApp, { query }: PanelDeps): void {
  app.get('/outbox', may('ver'), async (c) => {
    const read = readQuery(c, OutboxFilters)
    if (!read.ok) return queryRefused(c, read.problems, ['/outbox', 'Outbox'])
    const filters = read.value
    const { operator, agora } = c.var
    const stores = await readStores(query, operator)
    const readCounts = orBanner(async () => (
      <StatusCards filters={filters} counts={await outboxCounts(query, operator)} />
    ))
    const readList = orBanner(async () => {
      const { itens, proximo } = await findOutbox(query, operator, filters)
      if (itens.length === 0) return <Nothing filters={filters} />
      return (
        <>
          {filters.status === 'MORTO' ? <BulkDead operator={operator} filters={filters} /> : null}
          <OutboxTable itens={itens} stores={stores} agora={agora} />
          <Pager c={c} proximo={proximo} />
        </>
      )
    })
    const [contas, list] = await Promise.all([readCounts, readList])
    return page(
      c,
      { titulo: 'Outbox', resumo: 'O que espera para ser feito. O que está feito sai daqui.' },
      <>
        <OutboxTabs path="/outbox" />
        {contas}
        <FiltersForm filters={filters} stores={stores} />
        {list}
      </>,
    )
  })
}

function FiltersForm({ filters, stores }: { filters: OutboxFiltersRead; stores: Stores }) {
  const { status, motivo, destino, tenant } = filters
  return (
    <form class="filters" method="get" action="/outbox" role="search">
      <input type="hidden" name="status" value={status ?? ''} />
      <Select
        nome="destino"
        rotulo="O que é"
        valor={destino}
        opcoes={[
          ['', 'Tudo'],
          ...DESTINATIONS.map((each) => [each, DESTINATION_TEXTS[each]] as const),
        ]}
      />
      <Select
        nome="motivo"
        rotulo="Por que espera"
        valor={motivo}
        opcoes={[
          ['', 'Por qualquer motivo'],
          ...REASONS.map((each) => [each, REASON_TEXTS[each]] as const),
        ]}
      />
      <StoreField stores={stores} valor={tenant ?? ''} antes={[['', 'Todas']]} />
      <div class="acts">
        <button class="primary">Filtrar</button>
      </div>
    </form>
  )
}

function Nothing({ filters }: { filters: OutboxFiltersRead }) {
  const { cursor, ...rest } = filters
  if (Object.values(rest).some((value) => value !== undefined)) {
    return <Empty frase="Nada na fila corresponde a estes filtros." limpar="/outbox" />
  }
  if (cursor != null) return <Empty frase="Não há linhas mais antigas." />
  return <Empty frase="A fila está vazia: tudo o que chegou está feito." />
}
