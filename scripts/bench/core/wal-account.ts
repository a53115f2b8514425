/** Says where the bytes of a stretch of the WAL go: by statement, relation and type of record. */
import type pg from 'pg'

export interface WalShare {
  /** What wrote it, such as `order`. */
  readonly group: string
  /** The table or index; `-` where a record has none. */
  readonly relation: string
  /** Such as `Heap/INSERT`. */
  readonly type: string
  readonly records: number
  /** With the padding of each record, without full-page images. */
  readonly bytes: number
  /** Full-page images, which a page's first change after a checkpoint adds. */
  readonly images: number
}

/** A record belongs to the statements that write such records of such a relation. */
const groupOf = `
  case
    when w.record in ('Transaction/COMMIT', 'Sequence/LOG') then 'commit and sequences'
    when w.record like 'Heap2/%' then 'pruning'
    when w.owner = 'idempotencia' then 'key'
    when w.owner = 'integracao_evento' then case when w.record like '%UPDATE%' then 'event done' else 'event' end
    when w.owner = 'integracao_outbox' then case w.record
      when 'Heap/LOCK' then 'claim'
      when 'Heap/DELETE' then 'outbox row done'
      else 'outbox row'
    end
    when w.owner = 'pedido' then 'order'
    when w.owner = 'pedido_item' then 'items'
    when w.owner = 'volume' then 'volume'
    when w.owner = 'notificacao' then 'notice'
    else 'other'
  end`

/** The stretch between two positions of `pg_current_wal_insert_lsn()`. Needs pg_walinspect, and PostgreSQL 16 for it. */
export async function walAccount(
  client: pg.Client,
  from: string,
  to: string,
): Promise<readonly WalShare[]> {
  const { rows } = await client.query<WalShare>(
    `
    with block as materialized (
      select distinct on (start_lsn) start_lsn, relfilenode
      from pg_get_wal_block_info($1, $2, false)
      order by start_lsn, block_id
    ),
    written as (
      select
        coalesce(o.relname, c.relname, '-') as owner,
        coalesce(c.relname, '-') as relation,
        r.resource_manager || '/' || r.record_type as record,
        (r.record_length + 7) / 8 * 8 - r.fpi_length as bytes,
        r.fpi_length as images
      from pg_get_wal_records_info($1, $2) as r
      left join block using (start_lsn)
      left join pg_class as c on pg_relation_filenode(c.oid) = block.relfilenode
      left join pg_index as i on i.indexrelid = c.oid
      left join pg_class as o on o.oid = i.indrelid
    )
    select
      ${groupOf} as "group",
      w.relation,
      w.record as type,
      count(*)::int as records,
      sum(w.bytes)::int as bytes,
      sum(w.images)::int as images
    from written as w
    group by 1, 2, 3
    order by bytes desc`,
    [from, to],
  )
  return rows
}
