-- processing.change_mappings()
--   Taken by whoever changes or removes a mapping that is there already, last before writing: see processing.share_mappings.
--   A new mapping needs it not. No append ever waits for it.
--   Reads        nothing
--   Concurrency  exclusive advisory lock: waits for the steps under way, as long as the caller's lock_timeout says, and holds
--                new ones back
create or replace function processing.change_mappings()
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select pg_advisory_xact_lock(1752524288, 2)
$$;
