-- processing.change_mappings()
--   Keep steps from applying events until this transaction ends. Whoever changes or removes a mapping calls it last
--   before writing: see processing.share_mappings. A new mapping does not need it. No append ever waits for it.
--   Reads        nothing
--   Concurrency  exclusive advisory lock: waits for the steps under way, at most for the caller's lock_timeout, and holds new
--                ones back
create or replace function processing.change_mappings()
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select pg_advisory_xact_lock(1752524288, 2)
$$;
