-- relay.share_release_lock()
--   Takes the release lock, shared, for the length of the transaction. Whatever may park a row (steps, appends, fetches) calls it
--   before it reads what it parks by. Nobody ever takes the lock alone, so nobody waits for it: it only tells a release who may
--   park. ../RELEASE-LOCK.md explains why.
--   Reads        nothing
--   Concurrency  shared advisory lock; only an exclusive lock of a foreign program would make it wait
create or replace function relay.share_release_lock()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock_shared(1752524288, 1);
end
$$;
