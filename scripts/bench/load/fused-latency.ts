/** Measures how long ordinary events waited: from their receipt to the commit of their effect. */
import type pg from 'pg'

export interface FusedLatency {
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

/**
 * Reads the server's track_commit_timestamp for these tenants' events. Leaves out the first second, when plans are
 * made.
 */
export async function fusedLatency(
  client: pg.Client,
  tenants: readonly number[],
): Promise<FusedLatency> {
  const { rows } = await client.query<FusedLatency>(
    `
    with evento as (
      select
        e.received_at,
        min(e.received_at) over () as first_at,
        extract(epoch from pg_xact_commit_timestamp(e.xmin) - e.received_at)::float8 * 1000 as ms
      from hub.integracao_evento as e
      where e.tenant_id = any ($1::bigint[])
    )
    select
      percentile_cont(0.5) within group (order by ms) as p50,
      percentile_cont(0.99) within group (order by ms) as p99
    from evento
    where received_at > first_at + interval '1 s'`,
    [tenants],
  )
  return rows[0] ?? { p50: Number.NaN, p99: Number.NaN }
}
