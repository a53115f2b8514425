/** The page at /lotes/novo: the events that match the filters, and the form that plans to reprocess them. */
import { statusWord, typeWord } from '../pieces/words.ts'
import { ActiveChips } from '../pieces/active-chips.tsx'
import { eventAddress, type GivenFilters } from '../pieces/event-address.ts'
import type { PanelContext } from '../panel-env.ts'
import { Banner } from '../pieces/banner.tsx'
import { Empty } from '../pieces/empty.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Field, Select } from '../pieces/forms/field.tsx'
import { Moment } from '../pieces/text/moment.tsx'
import { countText } from '../pieces/text/number-text.ts'
import { page } from '../pieces/page.tsx'
import { BULK_ACT_MAX, type MatchingEvents } from './matching-events.ts'
import { Counts, EventSample } from './event-sample.tsx'

interface NewBulkActView {
  readonly given: GivenFilters
  readonly found: MatchingEvents
  /** The newest event that is meant. */
  readonly ate: string
  readonly refused?: {
    readonly status: 422
    readonly frase: string
    readonly typed: Readonly<Record<string, string>>
  }
}

export const PACES = ['5', '20', '100', '500'] as const

export function newBulkActPage(
  c: PanelContext,
  view: NewBulkActView,
): Response | Promise<Response> {
  const { given, found, refused } = view
  return page(
    c,
    {
      titulo: 'Reprocessar em lote',
      resumo: 'Primeiro o plano, depois a confirmação: nada acontece nesta página.',
      acima: [eventAddress(given, { cursor: null }), 'Eventos com estes filtros'],
      ...(refused === undefined ? {} : { status: refused.status }),
    },
    <>
      {refused === undefined ? null : <Banner tom="aviso">{refused.frase}</Banner>}
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
          ['Eventos', countText(more ? BULK_ACT_MAX + 1 : itens.length, BULK_ACT_MAX)],
          [
            more ? 'O mais antigo deles' : 'O mais antigo',
            <Moment at={oldest?.receivedAt ?? null} />,
          ],
          ['O mais novo', <Moment at={itens[0]?.receivedAt ?? null} />],
        ]}
      />
      <Counts
        titulo="Por status"
        word={statusWord}
        counts={countsOf(itens.map(({ status }) => status))}
      />
      <Counts titulo="Por tipo" word={typeWord} counts={countsOf(itens.map(({ tipo }) => tipo))} />
      <h3>Amostra</h3>
      <EventSample
        events={itens
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
        Um lote tem no máximo {countText(BULK_ACT_MAX)} eventos. Restrinja os filtros, por exemplo
        pelas datas, e faça um lote de cada vez.
      </p>
    </section>
  )
}

function PlanForm({ given, ate, refused }: NewBulkActView) {
  const typed = refused?.typed ?? {}
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
          opcoes={PACES.map((ritmo) => [ritmo, `${ritmo} por segundo`] as const)}
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
