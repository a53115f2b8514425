/**
 * Counts the sources of verified requests, for connectors that have a list of addresses. An operator sees there which
 * addresses the list would refuse before it is enforced (ops.visita). See core/batched-counter.ts.
 */
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import type { Running } from '../../core/running.ts'
import { namedQuery } from '../../db/connect/named-query.ts'
import type { Pool } from '../../db/connect/pool.ts'
import { type Counted, createBatchedCounter } from '../../core/batched-counter.ts'

export interface Source {
  readonly conectorId: string
  /** Null where it can't be told. */
  readonly address: string | null
  readonly isListed: boolean
}

export interface Sources extends Running {
  count(source: Source): void
}

interface SourcesOptions {
  readonly pool: Pool
  readonly clock: Clock
  readonly log: Logger
}

const OTHERS = 'outros'
const UNKNOWN = 'desconhecido'
const TIMEOUT_MS = 5000
/** Sorted by connector, as ingress.count_source asks of a caller that counts for several. */
const QUERY = `
  select ingress.count_source(v.conector_id, v.endereco, v.na_lista, v.total)
  from (
    select * from unnest($1::bigint[], $2::text[], $3::boolean[], $4::int[]) as u (conector_id, endereco, na_lista, total)
    order by u.conector_id, u.endereco
  ) as v`

/** Sends nothing before something was counted. `stop` sends what is left. */
export function createSources({ pool, clock, log }: SourcesOptions): Sources {
  return createBatchedCounter<Source>({
    clock,
    keyOf: ({ conectorId, address, isListed }) => `${conectorId}|${address}|${isListed}`,
    coarser: (source) => (source.address === OTHERS ? null : { ...source, address: OTHERS }),
    keysMax: 2000,
    send,
  })

  async function send(counts: readonly Counted<Source>[]): Promise<boolean> {
    const values = [
      counts.map(({ what }) => what.conectorId),
      counts.map(({ what }) => what.address ?? UNKNOWN),
      counts.map(({ what }) => what.isListed),
      counts.map(({ total }) => total),
    ]
    const query = { name: 'ingress_sources', text: QUERY, values, query_timeout: TIMEOUT_MS }
    try {
      await namedQuery(pool, query)
      return true
    } catch (error) {
      log.warn({ err: error, sources: counts.length }, 'sources not counted yet')
      return false
    }
  }
}
