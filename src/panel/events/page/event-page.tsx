/** GET /eventos/ID: the story of one event on one page, and the acts on it. */
import { typeWord } from '../../pieces/words.ts'
import { refusalOfAct, type RefusedAct } from '../../acts/refused-act.ts'
import { ReprocessEventForm } from '../../acts/reprocess-event.tsx'
import { reprocessPreview } from '../../acts/reprocess-preview.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelContext } from '../../panel-env.ts'
import { mayDo } from '../../session/permissions.ts'
import { Banner } from '../../pieces/banner.tsx'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { page } from '../../pieces/page.tsx'
import { problemPage } from '../../pieces/problem-page.tsx'
import { StatusPill } from '../../pieces/status-pill.tsx'
import { EventDuplicates, EventFacts } from './event-facts.tsx'
import { EventOrdersCard } from './event-orders-card.tsx'
import { eventStory } from './event-story.ts'
import { readEvent } from './read-event.ts'
import { StorySteps } from '../../pieces/story.tsx'
import { WhereItStands } from './where-it-stands.tsx'

/** `refused`: an act that was not done. Its form is shown again with what was typed. */
export async function eventPage(
  c: PanelContext,
  { query }: PanelDeps,
  id: string,
  refused?: RefusedAct,
): Promise<Response> {
  const { operator, agora } = c.var
  const read = await readEvent(query, operator, id)
  if (read === null) return noSuchEvent(c)
  const mayReprocess = mayDo(operator.papel, 'evento.reprocessar')
  const preview = mayReprocess ? await reprocessPreview(query, operator, id) : []
  const { event } = read
  return page(
    c,
    {
      titulo: `Evento nº ${event.id}`,
      resumo: (
        <>
          <StatusPill status={event.status} /> {typeWord(event.tipo)} de{' '}
          <InertText text={event.externalId} />
        </>
      ),
      acima: ['/eventos', 'Eventos'],
      ...(refused === undefined ? {} : { status: refused.status }),
      acoes: (
        <>
          <a class="button" href={`/eventos/${id}/payload`}>
            Ver payload
          </a>
          {mayReprocess ? (
            <ReprocessEventForm
              id={id}
              preview={preview}
              refused={refusalOfAct(refused, 'reprocess', id)}
            />
          ) : null}
        </>
      ),
    },
    <>
      {refused === undefined ? null : <Banner tom="aviso">{refused.sentence}</Banner>}
      <div class="story">
        <section class="card">
          <h2>O que aconteceu</h2>
          <StorySteps steps={eventStory(read)} />
        </section>
        <div>
          <WhereItStands read={read} agora={agora} />
          <EventOrdersCard
            read={read}
            agora={agora}
            mayResend={mayDo(operator.papel, 'aviso.reenviar')}
            refused={refused}
          />
          <EventDuplicates read={read} />
          <section class="card">
            <h2>Dados</h2>
            <EventFacts evento={event} />
          </section>
        </div>
      </div>
    </>,
  )
}

export function noSuchEvent(c: PanelContext): Response | Promise<Response> {
  return problemPage(
    c,
    404,
    'Evento não encontrado',
    'Não há evento com este número entre os das suas lojas.',
  )
}
