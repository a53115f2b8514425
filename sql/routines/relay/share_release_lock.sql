-- relay.share_release_lock()
--   Taken by whatever may park a row (steps, appends), for the length of its transaction.
--   Together with relay.take_release_lock() it makes parking and releasing see each other: what parks after
--   a release has the new mapping or flag in its snapshot, what parked before it is in the release's.
--   Reads        nothing
--   Concurrency  shared advisory lock; waits only while a release is being made
create or replace function relay.share_release_lock()
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select pg_advisory_xact_lock_shared(1752524288, 1)
$$;
