/** Later deliveries of the same event: known for duplicates as they came, without effect. */
import { Moment } from '../../pieces/text/moment.tsx'
import type { EventRead } from './read-event.ts'

export function EventDuplicates({ read: { duplicados, evento } }: { read: EventRead }) {
  if (duplicados.length === 0) return null
  const all = new URLSearchParams({ external_id: evento.externalId, status: 'DUPLICADO' })
  return (
    <section class="card">
      <h2>Duplicados deste</h2>
      <ul class="plain">
        {duplicados.map(({ id, recebidoEm, erro }) => (
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
