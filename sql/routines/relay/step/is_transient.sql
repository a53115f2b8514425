-- relay.is_transient(p_sqlstate)
--   Says whether an error tells nothing about the row at hand: serialization, deadlock, lock timeout, shutdown, lost connection,
--   lacking resources, a table with a column that the routines do not know yet (42846, while a deploy is under way). Such a row is
--   postponed, and no attempt is spent.
--   Reads        nothing
--   Concurrency  none
create or replace function relay.is_transient(p_sqlstate text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(
    p_sqlstate in ('40001', '40P01', '42846', '55P03') or p_sqlstate like '57P0_' or left(p_sqlstate, 2) in ('08', '53'),
    false
  );
end
$$;
