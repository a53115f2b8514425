/** A few events by name, for a look at what is meant. */
import { InertText } from '../pieces/text/inert-text.tsx'
import { StatusPill } from '../pieces/status-pill.tsx'
import type { LoteAcao } from './bulk-kind.ts'

interface EventSampleProps {
  readonly eventos: readonly {
    readonly id: string
    readonly externalId: string
    readonly status: string
  }[]
}

export function EventSample({ eventos }: EventSampleProps) {
  return (
    <ul class="plain">
      {eventos.map(({ id, externalId, status }) => (
        <li>
          <StatusPill status={status} />{' '}
          <a href={`/eventos/${id}`}>
            <InertText text={externalId} />
          </a>{' '}
          <span class="hint">nº {id}</span>
        </li>
      ))}
    </ul>
  )
}

/** Events by number alone; rows of the outbox have no page of their own. */
export function EventSampleIds({ ids, acao }: { ids: readonly string[]; acao: LoteAcao }) {
  return (
    <p class="ids">
      {ids.map((id) =>
        acao === 'REPROCESSAR' ? <a href={`/eventos/${id}`}>nº {id}</a> : <span>nº {id}</span>,
      )}
    </p>
  )
}
