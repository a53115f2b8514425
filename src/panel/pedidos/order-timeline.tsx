/** The story of an order as a list from top to bottom. */
import { InertText } from '../pieces/inert-text.tsx'
import { Moment } from '../pieces/moment.tsx'
import { orderStory } from './order-story.ts'
import type { OrderEvents } from './read-events.ts'
import type { OrderRead } from './read-order.ts'

export function OrderTimeline({ read, events }: { read: OrderRead; events: OrderEvents }) {
  const { externalId } = read.pedido
  return (
    <section class="card">
      <h2>Linha do tempo</h2>
      {events.cortado && externalId !== null ? (
        <p class="hint">
          Há eventos mais antigos do que os mostrados:{' '}
          <a href={`/eventos?external_id=${encodeURIComponent(externalId)}`}>ver todos</a>.
        </p>
      ) : null}
      <ol class="steps">
        {orderStory(read, events.eventos).map(({ em, titulo, tom, notas, href }) => (
          <li class={tom}>
            <p class="when">
              <Moment at={em} />
            </p>
            <p class="what">{href === undefined ? titulo : <a href={href}>{titulo}</a>}</p>
            {notas.map((nota) => (
              <small>
                <InertText text={nota} />
              </small>
            ))}
          </li>
        ))}
      </ol>
    </section>
  )
}
