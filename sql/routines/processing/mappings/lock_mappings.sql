-- processing.lock_mappings(p_tenant)
--   Let one caller at a time change the mappings of a tenant (null: those for every tenant), so that each sees what the
--   one before has done. It is called first. No step and no append needs it.
--   Reads        nothing
--   Concurrency  exclusive advisory lock, one a tenant; waits at most for the caller's lock_timeout
create or replace function processing.lock_mappings(p_tenant bigint)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select pg_advisory_xact_lock(1752524289, coalesce(hashint8(p_tenant), 0))
$$;
