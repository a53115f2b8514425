-- processing.lock_mappings(p_tenant)
--   Taken first by whoever changes mappings of a tenant (null: those for every tenant), so that each sees what the one before
--   has done. No step and no append needs it.
--   Reads        nothing
--   Concurrency  exclusive advisory lock, one a tenant; how long it is waited for the caller's lock_timeout says
create or replace function processing.lock_mappings(p_tenant bigint)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select pg_advisory_xact_lock(1752524289, coalesce(hashint8(p_tenant), 0))
$$;
