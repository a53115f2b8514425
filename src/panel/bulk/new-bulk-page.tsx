/** /lotes/novo: what matches the filters, and why all of it is to be reprocessed. Nothing is planned yet. */
import { ActiveChips } from '../events/list/active-chips.tsx'
import { eventAddress, type GivenFilters } from '../events/event-address.ts'
import type { PanelContext } from '../panel-env.ts'
import { Banner } from '../pieces/banner.tsx'
import { Empty } from '../pieces/empty.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Field, Select } from '../pieces/forms/field.tsx'
import { Moment } from '../pieces/text/moment.tsx'
import { countText } from '../pieces/text/number-text.ts'
import { page } from '../pieces/page.tsx'
import { Counts } from './counts.tsx'
import { LOTE_MAX, type MatchingEvents } from './matching-events.ts'
import { EventSample } from './event-sample.tsx'

interface NewLoteView {
  readonly given: GivenFilters
  readonly found: MatchingEvents
  /** The newest event that is meant. */
  readonly ate: string
  readonly recusa?: {
    readonly status: 422
    readonly frase: string
    readonly typed: Readonly<Record<string, string>>
  }
}

export const RITMOS = ['5', '20', '100', '500'] as const

export function newLotePage(c: PanelContext, view: NewLoteView): Response | Promise<Response> {
  const { given, found, recusa } = view
  return page(
    c,
    {
      titulo: 'Reprocessar em lote',
      resumo: 'Primeiro o plano, depois a confirmação: nada acontece nesta página.',
      acima: [eventAddress(given, { cursor: null }), 'Eventos com estes filtros'],
      ...(recusa === undefined ? {} : { status: recusa.status }),
    },
    <>
      {recusa === undefined ? null : <Banner tom="aviso">{recusa.frase}</Banner>}
      <ActiveChips given={given} fixos />
      {found.itens.length === 0 ? (
        <Empty frase="Nenhum evento corresponde a estes filtros." limpar="/eventos" />
      ) : (
        <div class="story">
          <section class="card">
            <h2>O que casa com os filtros</h2>
            <Matching found={found} />
          </section>
          {found.more ? <TooMany /> : <PlanForm {...view} />}
        </div>
      )}
    </>,
  )
}

function Matching({ found: { itens, more } }: { found: MatchingEvents }) {
  const oldest = itens.at(-1)
  return (
    <>
      <Facts
        fatos={[
          ['Eventos', countText(more ? LOTE_MAX + 1 : itens.length, LOTE_MAX)],
          [
            more ? 'O mais antigo deles' : 'O mais antigo',
            <Moment at={oldest?.receivedAt ?? null} />,
          ],
          ['O mais novo', <Moment at={itens[0]?.receivedAt ?? null} />],
        ]}
      />
      <Counts titulo="Por status" contagens={countsOf(itens.map(({ status }) => status))} />
      <Counts titulo="Por tipo" contagens={countsOf(itens.map(({ tipo }) => tipo))} />
      <h3>Amostra</h3>
      <EventSample
        eventos={itens
          .slice(0, 10)
          .map(({ id, externalId, status }) => ({ id, externalId, status }))}
      />
    </>
  )
}

function countsOf(names: readonly string[]) {
  const groups = Map.groupBy(names, (name) => name)
  return Array.from(groups, ([nome, all]) => ({ nome, total: all.length })).toSorted(
    (a, b) => b.total - a.total,
  )
}

function TooMany() {
  return (
    <section class="card">
      <h2>São eventos demais</h2>
      <p>
        Um lote tem no máximo {countText(LOTE_MAX)} eventos. Restrinja os filtros, por exemplo pelas
        datas, e faça um lote de cada vez.
      </p>
    </section>
  )
}

function PlanForm({ given, ate, recusa }: NewLoteView) {
  const typed = recusa?.typed ?? {}
  return (
    <section class="card">
      <h2>Planejar</h2>
      <form method="post" action="/lotes" data-once>
        <input type="hidden" name="filtro" value={eventAddress(given, { cursor: null }, '')} />
        <input type="hidden" name="ate" value={ate} />
        <Field
          nome="motivo"
          rotulo="Motivo"
          dica="Fica na auditoria, com o seu nome, em cada evento."
          obrigatorio
          maximo={500}
          valor={typed['motivo']}
        />
        <Select
          nome="ritmo"
          rotulo="Ritmo"
          valor={typed['ritmo'] ?? '20'}
          opcoes={RITMOS.map((ritmo) => [ritmo, `${ritmo} por segundo`] as const)}
        />
        <label class="check">
          <input type="checkbox" name="forcar" value="sim" checked={typed['forcar'] === 'sim'} />
          Aplicar outra vez também os que já foram processados ou descartados
        </label>
        <p class="hint">
          O plano guarda exatamente estes eventos: o que chegar depois fica de fora. Nenhum aviso de
          retirada que já saiu é reenviado.
        </p>
        <button class="primary">Planejar</button>
      </form>
    </section>
  )
}
