/** GET /pendencias: the missing mappings, how many events wait for each, and since when. */
import * as v from 'valibot'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { Operator, PanelApp } from '../../panel-env.ts'
import { mayDo } from '../../session/permissions.ts'
import { Empty } from '../../pieces/empty.tsx'
import { Field, Select } from '../../pieces/forms/field.tsx'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { Age } from '../../pieces/text/moment.tsx'
import { countText } from '../../pieces/text/number-text.ts'
import { orBanner } from '../../pieces/banner.tsx'
import { page } from '../../pieces/page.tsx'
import { Pager } from '../../pieces/pager.tsx'
import { queryRefused } from '../../pieces/problem-page.tsx'
import { StoreField } from '../../pieces/forms/store-field.tsx'
import { Table } from '../../pieces/table.tsx'
import { cursorValue, given, idText, plainText } from '../../../reads/query-values.ts'
import { readQuery } from '../../requests/read-query.ts'
import { readStores, type Stores, storeText } from '../../session/stores.ts'
import { findPendings, type Pending, type PendingFilters } from './find-pendings.ts'

const Filters = v.strictObject({
  tipo: given(v.picklist(['SKU', 'STATUS']), 'SKU ou STATUS'),
  tenant: given(idText, 'o número de uma loja'),
  q: given(plainText(200), 'um texto de até 200 caracteres'),
  cursor: cursorValue,
})

const WAITING_MAX = 10_000

export function pendingList(app: PanelApp, { query }: PanelDeps): void {
  app.get('/pendencias', may('ver'), async (c) => {
    const read = readQuery(c, Filters)
    if (!read.ok) return queryRefused(c, read.problems, ['/pendencias', 'Pendências'])
    const { operator } = c.var
    const stores = await readStores(query, operator)
    const list = await orBanner(async () => {
      const { itens, proximo } = await findPendings(query, operator, read.value)
      if (itens.length === 0) return <Nothing filters={read.value} />
      return (
        <>
          <Rows itens={itens} stores={stores} operator={operator} agora={c.var.agora} />
          <Pager c={c} proximo={proximo} rotulos={['Do começo', 'Mais novas']} />
        </>
      )
    })
    return page(
      c,
      {
        titulo: 'Pendências',
        resumo: 'O que falta mapear, e quantos eventos esperam por isso. As mais antigas primeiro.',
      },
      <>
        <FiltersForm filters={read.value} stores={stores} />
        {list}
      </>,
    )
  })
}

interface RowsProps {
  readonly itens: readonly Pending[]
  readonly stores: Stores
  readonly operator: Operator
  readonly agora: Date
}

function Rows({ itens, stores, operator, agora }: RowsProps) {
  const act = mayDo(operator.papel, 'mapeamento.salvar') ? 'Mapear' : 'Ver'
  const isOneStore = stores.todas && stores.lojas.length < 2
  const colunas = ['Falta mapear', 'Esperam', 'O mais antigo', 'Loja', 'Exemplos', '']
  return (
    <div class="stacked pendings">
      <Table titulo="Pendências" colunas={colunas.filter((nome) => nome !== 'Loja' || !isOneStore)}>
        {itens.map(({ id, tipo, chave, tenantId, waitingCount, oldestAt, sampleIds }) => (
          <tr>
            <td>
              <a class="mono" href={`/pendencias/${id}`}>
                <InertText text={chave} />
              </a>
              <small>{tipo === 'SKU' ? 'SKU' : 'Status'}</small>
            </td>
            <td class="tight">{waitingText(waitingCount)}</td>
            <td class="tight" data-rotulo="O mais antigo:">
              <Age at={oldestAt} agora={agora} />
            </td>
            {isOneStore ? null : <td>{storeText(stores, tenantId)}</td>}
            <td data-rotulo="Eventos:">
              {sampleIds.map((evento) => (
                <>
                  <a href={`/eventos/${evento}`}>{evento}</a>{' '}
                </>
              ))}
              {waitingCount > sampleIds.length ? '…' : null}
            </td>
            <td>
              <a class="button" href={`/pendencias/${id}`}>
                {act}
                <span class="unseen">
                  {' '}
                  <InertText text={chave} />
                </span>
              </a>
            </td>
          </tr>
        ))}
      </Table>
    </div>
  )
}

function waitingText(waitingCount: number): string {
  return `${countText(waitingCount, WAITING_MAX)} ${waitingCount === 1 ? 'evento' : 'eventos'}`
}

function FiltersForm({ filters, stores }: { filters: PendingFilters; stores: Stores }) {
  return (
    <form class="filters" method="get" action="/pendencias" role="search">
      <Field nome="q" rotulo="Texto" tipo="search" valor={filters.q} maximo={200} />
      <Select
        nome="tipo"
        rotulo="O que falta"
        valor={filters.tipo}
        opcoes={[
          ['', 'SKUs e status'],
          ['SKU', 'SKUs'],
          ['STATUS', 'Status'],
        ]}
      />
      <StoreField stores={stores} valor={filters.tenant ?? ''} antes={[['', 'Todas']]} />
      <div class="acts">
        <button class="primary">Filtrar</button>
      </div>
    </form>
  )
}

function Nothing({ filters }: { filters: PendingFilters }) {
  const { cursor, ...rest } = filters
  if (Object.values(rest).some((value) => value !== undefined)) {
    return <Empty frase="Nenhuma pendência corresponde a estes filtros." limpar="/pendencias" />
  }
  if (cursor != null) return <Empty frase="Não há pendências mais novas." />
  return <Empty frase="Nada pendente: nenhum evento espera por um mapeamento." />
}
