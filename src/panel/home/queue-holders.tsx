/** The sessions and transactions that hold up the queue now, each with the statement that ends it. */
import type { Query } from '../../db/connect/query.ts'
import { findBlockers } from '../../reads/find-blockers.ts'
import { sentence } from '../../core/text/sentence.ts'
import type { Operator } from '../panel-env.ts'
import { InertText } from '../pieces/text/inert-text.tsx'

const SHOWN_MAX = 5

/** The question is about locks, so it must not wait for one. */
const PATIENCE_MS = 2000

/** Reads nothing that a lock on the hub's tables could delay. */
export async function readHolders(query: Query, operator: Operator): Promise<readonly string[]> {
  const patient = query.as({ ...operator, statementTimeoutMs: PATIENCE_MS })
  const { found } = await findBlockers(patient)
  const holders = found.filter(({ tipo }) => tipo === 'FILA').slice(0, SHOWN_MAX)
  return holders.map(({ frase }) => sentence(frase))
}

export function QueueHolders({ frases }: { readonly frases: readonly string[] }) {
  if (frases.length === 0) return null
  return (
    <ul class="needs" aria-label="Quem segura a fila">
      {frases.map((holder) => (
        <li class="bad">
          <a href="/outbox/bloqueios">
            <InertText text={holder} />
          </a>
        </li>
      ))}
    </ul>
  )
}
