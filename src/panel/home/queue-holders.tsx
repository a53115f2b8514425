/** The sessions and transactions that hold up the queue now, each with the statement that ends it. */
import * as v from 'valibot'
import { type Query, sql } from '../../db/connect/query.ts'
import { sentence } from '../../core/text/sentence.ts'
import type { Operator } from '../panel-env.ts'
import { InertText } from '../pieces/text/inert-text.tsx'

const Holder = v.object({ frase: v.string() })

const SHOWN_MAX = 5

/** The question is about locks, so it must not wait for one. */
const PATIENCE_MS = 2000

/** Reads nothing that a lock on the hub's tables could delay. */
export async function readHolders(query: Query, operator: Operator): Promise<readonly string[]> {
  const held = await query.as({ ...operator, statementTimeoutMs: PATIENCE_MS }).any(sql.type(
    Holder,
  )`
      select b.frase from ops.blockers() as b where b.tipo = 'FILA' limit ${SHOWN_MAX}`)
  return held.map(({ frase }) => sentence(frase))
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
