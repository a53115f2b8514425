/** The page of one missing mapping: the events that wait, exactly what saving releases, and the form. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Query } from '../../../db/connect/query.ts'
import { StatusFields } from '../mapping-form.tsx'
import { KIND_WORDS, mayMapAll } from '../mapping-kind.ts'
import type { Operator, PanelContext } from '../../panel-env.ts'
import { mayDo } from '../../session/permissions.ts'
import { Banner, orBanner } from '../../pieces/banner.tsx'
import { Facts } from '../../pieces/facts.tsx'
import { Field } from '../../pieces/forms/field.tsx'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { Age, Moment } from '../../pieces/text/moment.tsx'
import { countText } from '../../pieces/text/number-text.ts'
import { page } from '../../pieces/page.tsx'
import type { Typed } from '../../requests/read-form.ts'
import { readStores, storeText } from '../../session/stores.ts'
import type { Pending } from './find-pendings.ts'
import { ImpactList, type MappingImpact, mappingImpact } from './mapping-impact.tsx'

interface PendingView {
  readonly typed?: Typed
  readonly problems?: Typed
  /** Why the mapping was refused. */
  readonly frase?: string
  readonly status?: ContentfulStatusCode
}

export async function pendingPage(
  c: PanelContext,
  query: Query,
  pending: Pending,
  { typed = {}, problems = {}, frase, status = 200 }: PendingView = {},
): Promise<Response> {
  const { operator, agora } = c.var
  const { tipo, chave, tenantId, canal, waitingCount, oldestAt, resolvedAt } = pending
  const kind = tipo === 'SKU' ? 'sku' : 'status'
  const all = kind === 'status' && mayMapAll(operator)
  const stores = await readStores(query, operator)
  const releases = await orBanner(async () => {
    const [mine, every] = await Promise.all([
      mappingImpact(query, operator, pending, tenantId),
      all ? mappingImpact(query, operator, pending, null) : null,
    ])
    return <Releases mine={mine} every={every} />
  })
  return page(
    c,
    {
      titulo: tipo === 'SKU' ? 'Falta mapear um SKU' : 'Falta mapear um status',
      resumo: (
        <span class="mono">
          <InertText text={chave} />
        </span>
      ),
      acima: ['/pendencias', 'Pendências'],
      status,
    },
    <>
      {frase === undefined ? null : <Banner tom="aviso">{frase}</Banner>}
      {resolvedAt === null ? null : (
        <Banner tom="info">
          Já foi mapeado, em <Moment at={resolvedAt} />: nenhum evento espera mais por isso.
        </Banner>
      )}
      <section class="card">
        <Facts
          fatos={[
            ['Loja', storeText(stores, tenantId)],
            ['Canal', canal],
            ['Eventos que esperam', countText(waitingCount, 10_000)],
            ['O mais antigo', <Age at={oldestAt} agora={agora} />],
          ]}
        />
      </section>
      {resolvedAt === null ? (
        <section class="card">
          <h2>O que salvar libera</h2>
          {releases}
          <MapForm {...{ pending, operator, typed, problems, all }} />
        </section>
      ) : null}
    </>,
  )
}

/** `every` is what saving for every store releases. */
function Releases({ mine, every }: { mine: MappingImpact; every: MappingImpact | null }) {
  return (
    <>
      <ImpactList impact={mine} />
      {every === null ? null : (
        <p class="hint">
          Para todas as lojas, libera{' '}
          {every.total === 1 ? '1 evento' : `${countText(every.total)} eventos`} ao todo.
        </p>
      )}
    </>
  )
}

interface MapFormProps {
  readonly pending: Pending
  readonly operator: Operator
  readonly typed: Typed
  readonly problems: Typed
  readonly all: boolean
}

function MapForm({ pending, operator, typed, problems, all }: MapFormProps) {
  if (!mayDo(operator.papel, 'mapeamento.salvar')) return null
  const interno = { nome: 'interno', valor: typed['interno'], problema: problems['interno'] }
  return (
    <form class="narrow" method="post" action={`/pendencias/${pending.id}`} data-once>
      {pending.tipo === 'SKU' ? (
        <Field {...interno} rotulo={KIND_WORDS.sku.interno} maximo={200} obrigatorio />
      ) : (
        <StatusFields {...interno} idPrefix="mapa" terminal={typed['terminal'] === 'sim'} />
      )}
      {all ? (
        <label class="check">
          <input type="checkbox" name="todas" value="sim" checked={typed['todas'] === 'sim'} />
          <span>Vale para todas as lojas que não têm o seu próprio mapeamento</span>
        </label>
      ) : null}
      <button class="primary">Mapear</button>
    </form>
  )
}
