-- processing.share_mappings()
--   Taken by a step before it applies events, for the length of its transaction: while it looks a mapping up more than once,
--   nobody changes or removes one (processing.change_mappings). New ones come at any time: what lacked one and finds it
--   there a statement later is applied again.
--   Reads        nothing
--   Concurrency  shared advisory lock; waits only while mappings are being changed or removed
create or replace function processing.share_mappings()
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select pg_advisory_xact_lock_shared(1752524288, 2)
$$;
