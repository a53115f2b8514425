-- relay.share_release_lock()
--   Taken by whatever may park a row (steps, appends), before it reads what it parks by, for the length of its transaction.
--   Nobody ever takes it alone, so nobody waits for it. It tells who may park: a release looks at who holds it once the
--   act that asked for the release is committed (relay.parkers), and is not done before all of those have ended.
--   Whoever takes it later sees the act, and does not park.
--
--     parks:     lock ── reads "off" ── parks ───────────── commit
--     act:                    switches on, commit
--     release:                       looks: who holds it? ── … ── all ended ── looks once more ── done
--
--   Reads        nothing
--   Concurrency  shared advisory lock, which only a stranger's exclusive one would keep waiting
create or replace function relay.share_release_lock()
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select pg_advisory_xact_lock_shared(1752524288, 1)
$$;
