/** Counts the rows that were written to each table, and how many updates wrote no index; take two counts and compare. */
import type pg from 'pg'
import { formatNumber } from './format-number.ts'

export interface TableWrites {
  readonly inserts: number
  readonly updates: number
  /** Updates that stayed in their page and wrote no index. */
  readonly hot: number
  readonly deletes: number
}

export async function tableWrites(client: pg.Client): Promise<ReadonlyMap<string, TableWrites>> {
  await client.query('select pg_stat_force_next_flush()')
  const { rows } = await client.query<TableWrites & { table: string }>(`
    select
      relname as table, n_tup_ins::int as inserts, n_tup_upd::int as updates, n_tup_hot_upd::int as hot,
      n_tup_del::int as deletes
    from pg_stat_user_tables
    where schemaname = 'hub'
    order by n_tup_ins + n_tup_upd desc`)
  return new Map(rows.map((row) => [row.table, row]))
}

/** A line for each table that the `events` between two counts wrote. */
export function tableLines(
  before: ReadonlyMap<string, TableWrites>,
  after: ReadonlyMap<string, TableWrites>,
  events: number,
): readonly string[] {
  return [...after].flatMap(([table, counts]) => {
    const change = (key: keyof TableWrites) => counts[key] - (before.get(table)?.[key] ?? 0)
    const [inserts, updates, deletes] = [change('inserts'), change('updates'), change('deletes')]
    if (inserts + updates + deletes < events / 100) return []
    const hot = updates === 0 ? '' : `, ${formatNumber((change('hot') / updates) * 100)} % HOT`
    const each = [inserts, updates, deletes, updates + deletes].map((n) => formatNumber(n / events))
    return `${table}: inserted ${each[0]}, updated ${each[1]}${hot}, deleted ${each[2]}, dead ${each[3]}`
  })
}
