/** The history of one mapping: who changed it when, from what to what. A mapping that was removed and made again has one history. */
import * as v from 'valibot'
import { tenantCondition } from '../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'
import { InertText } from '../pieces/text/inert-text.tsx'
import { Moment } from '../pieces/text/moment.tsx'
import { Table } from '../pieces/table.tsx'
import { Internal } from './mapping-table.tsx'
import type { MappingKey } from './mapping-key.ts'
import type { MappingKind } from './mapping-kind.ts'

const Change = v.object({
  em: v.date(),
  ator: v.string(),
  de: v.nullable(v.string()),
  deTerminal: v.nullable(v.boolean()),
  para: v.nullable(v.string()),
  terminal: v.nullable(v.boolean()),
  importacao: v.boolean(),
  motivo: v.nullable(v.string()),
})

export type MappingChange = v.InferOutput<typeof Change>

/** The audit has the older ones. */
const SHOWN_MAX = 50

/** Newest first. Only operators who see all tenants see the history of a mapping for every tenant. */
export async function mappingHistory(
  query: Query,
  operator: Operator,
  kind: MappingKind,
  { tenantId, canal, externo }: MappingKey,
): Promise<readonly MappingChange[]> {
  return query.as(operator).any(sql.type(Change)`
    select
      e.em,
      e.ator,
      e.de,
      e.de_terminal as "deTerminal",
      e.para,
      e.terminal,
      e.importacao,
      e.motivo
    from ops.mapeamento_historia as e
    where ${tenantCondition(operator)}
      and e.objeto = ${`mapeamento_${kind}`}
      and e.externo = ${externo}
      and e.canal = ${canal}
      and e.tenant_id is not distinct from ${tenantId}::bigint
    order by e.id desc
    limit ${SHOWN_MAX}`)
}

export function MappingHistory({ changes }: { changes: readonly MappingChange[] }) {
  if (changes.length === 0) {
    return (
      <p class="hint">
        Nada mudou desde que a história é guardada. A de um mapeamento de todas as lojas é vista por
        quem vê todas.
      </p>
    )
  }
  return (
    <Table titulo="História" colunas={['Quando', 'Quem', 'De', 'Para', 'Motivo']}>
      {changes.map((change) => (
        <tr>
          <td class="tight">
            <Moment at={change.em} />
          </td>
          <td>
            {change.ator}
            {change.importacao ? <span class="hint"> por importação</span> : null}
          </td>
          <td>
            <Value interno={change.de} terminal={change.deTerminal} />
          </td>
          <td>
            {change.para === null ? (
              'removido'
            ) : (
              <Value interno={change.para} terminal={change.terminal} />
            )}
          </td>
          <td>{change.motivo === null ? '' : <InertText text={change.motivo} />}</td>
        </tr>
      ))}
    </Table>
  )
}

function Value({ interno, terminal }: { interno: string | null; terminal: boolean | null }) {
  if (interno === null) return <span class="none">—</span>
  return <Internal mapping={{ interno, terminal }} />
}
