-- processing.share_mappings()
--   Keep mappings from being changed or removed (processing.change_mappings) until this transaction ends. A step calls
--   it before it applies events, because it looks a mapping up more than once. New mappings may come at any time: an
--   event that lacked one and finds it there a statement later is applied again.
--   Reads        nothing
--   Concurrency  shared advisory lock; waits only while mappings are being changed or removed
create or replace function processing.share_mappings()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock_shared(1752524288, 2);
end
$$;
