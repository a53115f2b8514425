-- relay.has_ended(p_marca)
--   Says whether every transaction that is as old as a mark of relay.fall_asleep, or older, has ended. True for null.
--   Reads        nothing
--   Concurrency  none
create or replace function relay.has_ended(p_marca text)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  select coalesce(pg_snapshot_xmin(pg_current_snapshot()) > p_marca::xid8, true)
$$;
