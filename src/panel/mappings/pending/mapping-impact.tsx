/** What saving a mapping releases: which events, and how many still wait for something else. */
import * as v from 'valibot'
import { tenantList } from '../../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'
import type { Pending } from './find-pendings.ts'
import { countText } from '../../pieces/text/number-text.ts'

const Impact = v.object({
  /** How many events wait; 10,001 stands for more than 10,000. */
  waitingCount: v.number(),
  releasedIds: v.array(v.string()),
  total: v.number(),
})

export type MappingImpact = v.InferOutput<typeof Impact>

/** How many events are named; the others are counted. */
const NAMED_MAX = 20

/** If it takes longer, the page shows a banner instead: the mapping can be saved without it. */
const PATIENCE_MS = 3000

/** `tenantId` null means a mapping for every tenant. */
export async function mappingImpact(
  query: Query,
  operator: Operator,
  { canal, tipo, chave }: Pending,
  tenantId: string | null,
): Promise<MappingImpact> {
  return query.as({ ...operator, statementTimeoutMs: PATIENCE_MS }).one(sql.type(Impact)`
    select i.esperam as "waitingCount", i.liberados[1:${NAMED_MAX}]::text[] as "releasedIds", i.liberados_total as total
    from processing.mapping_impact(${tenantId}::bigint, ${canal}, ${tipo}, ${chave}, ${tenantList(operator)}) as i`)
}

export function ImpactList({ impact }: { impact: MappingImpact }) {
  const { waitingCount, releasedIds, total } = impact
  const others = total - releasedIds.length
  const waiting = waitingCount - total
  return (
    <>
      {total === 0 ? (
        <p>
          {waiting > 0
            ? 'Nenhum evento por enquanto.'
            : 'Nenhum evento: salvar só vale para os que vierem.'}
        </p>
      ) : (
        <p>
          Exatamente {countText(total)} {total === 1 ? 'evento' : 'eventos'}:{' '}
          {releasedIds.map((id, at) => (
            <>
              {at === 0 ? null : ', '}
              <a href={`/eventos/${id}`}>{id}</a>
            </>
          ))}
          {others > 0 ? ` e mais ${countText(others)}` : null}.
        </p>
      )}
      {waiting > 0 ? (
        <p class="hint">
          {countText(waiting, 10_000)}{' '}
          {waiting === 1 ? 'continua esperando' : 'continuam esperando'}: falta mais algum
          mapeamento.
        </p>
      ) : null}
    </>
  )
}
