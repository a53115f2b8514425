/** What an event is, and its duplicates: later deliveries of the same event, without effect. */
import { originWord, typeWord } from '../../pieces/words.ts'
import { Facts } from '../../pieces/facts.tsx'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { Moment } from '../../pieces/text/moment.tsx'
import type { EventRow, EventRead } from './read-event.ts'

export function EventDuplicates({ read: { duplicates, event } }: { read: EventRead }) {
  if (duplicates.length === 0) return null
  const all = new URLSearchParams({ external_id: event.externalId, status: 'DUPLICADO' })
  return (
    <section class="card">
      <h2>Duplicados deste</h2>
      <ul class="plain">
        {duplicates.map(({ id, recebidoEm, erro }) => (
          <li>
            <a href={`/eventos/${id}`}>nº {id}</a>, <Moment at={recebidoEm} />
            {erro === 'CONFLITO' ? ', com outro conteúdo' : ''}
          </li>
        ))}
      </ul>
      <p class="hint">
        <a href={`/eventos?${all.toString()}`}>Todos os duplicados deste id externo</a>
      </p>
    </section>
  )
}

export function EventFacts({ evento }: { evento: EventRow }) {
  const { loja, tenantId, canal, tipo, versao, origem, externalId, traceId, reprocessos } = evento
  const loose = (name: string, value: string) =>
    `/eventos?${new URLSearchParams({ [name]: value }).toString()}`
  return (
    <Facts
      fatos={[
        ['Loja', `${loja ?? 'Loja'} (${tenantId})`],
        [
          'Id externo',
          <a href={loose('external_id', externalId)}>
            <InertText text={externalId} />
          </a>,
        ],
        ['Tipo', typeWord(tipo)],
        ['Versão', versao],
        ['Canal e origem', `${canal} · ${originWord(origem)}`],
        [
          'Rastreio (trace id)',
          <a class="mono" href={loose('trace_id', traceId)}>
            {traceId}
          </a>,
        ],
        ['Reprocessado', reprocessos === 0 ? 'nunca' : `${reprocessos}×`],
      ]}
    />
  )
}
