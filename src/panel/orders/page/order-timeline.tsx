/** The story of an order as a list from top to bottom. */
import { StorySteps } from '../../events/page/story-steps.tsx'
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
      <StorySteps steps={orderStory(read, events.eventos)} />
    </section>
  )
}
