/** GET /mapeamentos/sku and /status: the mappings, newest first, and the form of a new one. */
import * as v from 'valibot'
import type { PanelDeps } from '../panel-deps.ts'
import type { Operator, PanelApp } from '../panel-env.ts'
import { may } from '../session/may.ts'
import { mayDo } from '../session/permissions.ts'
import { Empty } from '../pieces/empty.tsx'
import { Field } from '../pieces/forms/field.tsx'
import { orBanner } from '../pieces/banner.tsx'
import { page } from '../pieces/page.tsx'
import { Pager } from '../pieces/pager.tsx'
import { queryRefused } from '../pieces/problem-page.tsx'
import { StoreField } from '../pieces/forms/store-field.tsx'
import { cursorValue, given, idText, plainText } from '../../reads/query-values.ts'
import { readQuery } from '../requests/read-query.ts'
import { readStores, type Stores } from '../session/stores.ts'
import { findMappings, type MappingFilters } from './find-mappings.ts'
import { MappingForm } from './mapping-form.tsx'
import { KIND_WORDS, kindPath, type MappingKind } from './mapping-kind.ts'
import { MappingTable } from './mapping-table.tsx'

const filters = (kind: MappingKind) =>
  v.strictObject({
    tenant:
      kind === 'sku'
        ? given(idText, 'o número de uma loja')
        : given(v.union([v.literal('todas'), idText]), 'o número de uma loja, ou todas'),
    q: given(plainText(200), 'um texto de até 200 caracteres'),
    cursor: cursorValue,
  })

export function mappingList(app: PanelApp, { query }: PanelDeps, kind: MappingKind): void {
  const path = kindPath(kind)
  const words = KIND_WORDS[kind]
  const Filters = filters(kind)
  app.get(path, may('ver'), async (c) => {
    const read = readQuery(c, Filters)
    if (!read.ok) return queryRefused(c, read.problems, [path, words.titulo])
    const { operator } = c.var
    const stores = await readStores(query, operator)
    const list = await orBanner(async () => {
      const { itens, proximo } = await findMappings(query, operator, kind, read.value)
      if (itens.length === 0) return <Nothing kind={kind} filters={read.value} />
      return (
        <>
          <MappingTable kind={kind} itens={itens} stores={stores} agora={c.var.agora} />
          <Pager c={c} proximo={proximo} />
        </>
      )
    })
    return page(
      c,
      {
        titulo: words.titulo,
        resumo: words.resumo,
        acoes: <Acts kind={kind} operator={operator} filters={read.value} />,
      },
      <>
        <MappingTabs kind={kind} />
        {mayDo(operator.papel, 'mapeamento.salvar') ? (
          <Add kind={kind} operator={operator} stores={stores} tenant={read.value.tenant} />
        ) : null}
        <FiltersForm kind={kind} filters={read.value} stores={stores} />
        {list}
      </>,
    )
  })
}

interface ActsProps {
  readonly kind: MappingKind
  readonly operator: Operator
  readonly filters: MappingFilters
}

function Acts({ kind, operator, filters: { tenant } }: ActsProps) {
  const of = tenant === undefined ? '' : `?tenant=${tenant}`
  return (
    <>
      <a class="button" href={`${kindPath(kind)}/exportar${of}`}>
        Exportar CSV
      </a>
      {mayDo(operator.papel, 'mapeamento.salvar') ? (
        <a class="button" href={`${kindPath(kind)}/importar${of}`}>
          Importar CSV
        </a>
      ) : null}
    </>
  )
}

interface AddProps {
  readonly kind: MappingKind
  readonly operator: Operator
  readonly stores: Stores
  readonly tenant: string | undefined
}

function Add({ kind, operator, stores, tenant }: AddProps) {
  return (
    <details class="act add">
      <summary class="button primary">Novo mapeamento</summary>
      <MappingForm
        kind={kind}
        operator={operator}
        stores={stores}
        typed={tenant === undefined ? {} : { tenant }}
      />
    </details>
  )
}

function FiltersForm(props: { kind: MappingKind; filters: MappingFilters; stores: Stores }) {
  const { kind, filters, stores } = props
  const every = kind === 'status' ? [['todas', 'Somente os de todas as lojas'] as const] : []
  return (
    <form class="filters" method="get" action={kindPath(kind)} role="search">
      <Field
        nome="q"
        rotulo="Texto, externo ou interno"
        tipo="search"
        valor={filters.q}
        maximo={200}
        idPrefix="filtro"
      />
      <StoreField
        stores={stores}
        valor={filters.tenant ?? ''}
        antes={[['', 'Todas'], ...every]}
        idPrefix="filtro"
      />
      <div class="acts">
        <button class="primary">Filtrar</button>
      </div>
    </form>
  )
}

function Nothing({ kind, filters }: { kind: MappingKind; filters: MappingFilters }) {
  if (filters.q !== undefined || filters.tenant !== undefined) {
    return <Empty frase="Nenhum mapeamento corresponde a estes filtros." limpar={kindPath(kind)} />
  }
  if (filters.cursor != null) return <Empty frase="Não há mapeamentos mais antigos." />
  return (
    <Empty frase="Ainda não há mapeamentos. Os que faltarem aparecem em Pendências assim que um evento precisar deles.">
      <p>
        <a href="/pendencias">Ver pendências</a>
      </p>
    </Empty>
  )
}

function MappingTabs({ kind }: { kind: MappingKind }) {
  const tabs = [
    ['/mapeamentos/sku', 'SKUs', kind === 'sku'],
    ['/mapeamentos/status', 'Status', kind === 'status'],
    ['/pendencias', 'Pendências', false],
  ] as const
  return (
    <nav class="tabs" aria-label="Mapeamentos">
      {tabs.map(([href, nome, here]) => (
        <a href={href} aria-current={here ? 'page' : undefined}>
          {nome}
        </a>
      ))}
    </nav>
  )
}
