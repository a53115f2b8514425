/** One missing mapping: who waits for it, what saving it releases, exactly, and the form that saves it. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Query } from '../../db/query.ts'
import { StatusFields } from '../mapeamentos/mapping-form.tsx'
import { KIND_WORDS } from '../mapeamentos/mapping-kind.ts'
import { mayMapAll } from '../mapeamentos/may-map-all.ts'
import type { Operator, PanelContext } from '../panel-env.ts'
import { mayDo } from '../permissions.ts'
import { Banner } from '../pieces/banner.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Field } from '../pieces/field.tsx'
import { InertText } from '../pieces/inert-text.tsx'
import { Age, Moment } from '../pieces/moment.tsx'
import { countText } from '../pieces/number-text.ts'
import { page } from '../pieces/page.tsx'
import type { Typed } from '../read-form.ts'
import { readStores, storeText } from '../stores.ts'
import type { Pending } from './find-pendings.ts'
import { ImpactList } from './impact-list.tsx'
import { mappingImpact } from './mapping-impact.ts'

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
  const { tipo, chave, tenantId, canal, eventos, maisAntigo, resolvidaEm } = pending
  const kind = tipo === 'SKU' ? 'sku' : 'status'
  const all = kind === 'status' && mayMapAll(operator)
  const [stores, mine, every] = await Promise.all([
    readStores(query, operator),
    mappingImpact(query, operator, pending, tenantId),
    all ? mappingImpact(query, operator, pending, null) : null,
  ])
  return page(
    c,
    {
      titulo: 'Falta mapear',
      resumo: <InertText text={chave} />,
      acima: ['/pendencias', 'Pendências'],
      status,
    },
    <>
      {frase === undefined ? null : <Banner tom="aviso">{frase}</Banner>}
      {resolvidaEm === null ? null : (
        <Banner tom="info">
          Já foi mapeado, em <Moment at={resolvidaEm} />: nenhum evento espera mais por isso.
        </Banner>
      )}
      <section class="card">
        <Facts
          fatos={[
            [KIND_WORDS[kind].externo, <InertText text={chave} />],
            ['Loja e canal', `${storeText(stores, tenantId)} · ${canal}`],
            ['Eventos que esperam', countText(eventos, 10_000)],
            ['O mais antigo', <Age at={maisAntigo} agora={agora} />],
          ]}
        />
      </section>
      {resolvidaEm === null ? (
        <section class="card">
          <h2>O que salvar libera</h2>
          <ImpactList impact={mine} />
          {every === null ? null : (
            <p class="hint">
              Para todas as lojas, libera {countText(every.total)} eventos ao todo.
            </p>
          )}
          <MapForm {...{ pending, operator, typed, problems, all }} />
        </section>
      ) : null}
    </>,
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
