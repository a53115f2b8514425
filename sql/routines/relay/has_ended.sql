-- relay.has_ended(p_retrato)
--   Whether every transaction that was running in a snapshot has ended.
--   Reads        nothing
--   Concurrency  none
create or replace function relay.has_ended(p_retrato text)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select pg_snapshot_xmin(pg_current_snapshot()) >= pg_snapshot_xmax(p_retrato::pg_snapshot)
    or not exists (
      select
      from pg_snapshot_xip(p_retrato::pg_snapshot) as corrente(xid)
      where not pg_visible_in_snapshot(corrente.xid, pg_current_snapshot())
    )
$$;
