/** A sample of the targets of a bulk act: how many there are of each kind, and a few of them by name. */
import { InertText } from '../pieces/text/inert-text.tsx'
import { StatusPill } from '../pieces/status-pill.tsx'
import type { BulkActKind } from './bulk-act-kind.ts'
import { countText } from '../pieces/text/number-text.ts'

interface EventSampleProps {
  readonly events: readonly {
    readonly id: string
    readonly externalId: string
    readonly status: string
  }[]
}

export function EventSample({ events }: EventSampleProps) {
  return (
    <ul class="plain">
      {events.map(({ id, externalId, status }) => (
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

/** Targets by number alone. Only events are links. */
export function EventSampleIds({ ids, kind }: { ids: readonly string[]; kind: BulkActKind }) {
  return (
    <p class="ids">
      {ids.map((id) =>
        kind === 'REPROCESSAR' ? <a href={`/eventos/${id}`}>nº {id}</a> : <span>nº {id}</span>,
      )}
    </p>
  )
}

interface CountsProps {
  readonly titulo: string
  /** A name as people read it. */
  readonly word: (name: string) => string
  readonly counts: readonly { readonly nome: string | null; readonly total: number }[]
}

export function Counts({ titulo, word, counts }: CountsProps) {
  return (
    <>
      <h3>{titulo}</h3>
      <ul class="counts">
        {counts.map(({ nome, total }) => (
          <li>
            {nome === null ? 'não está mais lá' : word(nome)} <strong>{countText(total)}</strong>
          </li>
        ))}
      </ul>
    </>
  )
}
