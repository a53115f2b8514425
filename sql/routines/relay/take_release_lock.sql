-- relay.take_release_lock()
--   Taken first by every act that releases parked rows: a mapping saved, a flag switched.
--   Reads        nothing
--   Concurrency  exclusive advisory lock; waits for the steps and appends under way, and holds new ones back
create or replace function relay.take_release_lock()
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select pg_advisory_xact_lock(1752524288, 1)
$$;
