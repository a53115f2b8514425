-- relay.parkers()
--   Lists the transactions that hold the release lock right now (see relay.share_release_lock), by their virtual ids. The id of a
--   prepared transaction begins with -1/: it has lost the id that it had.
--   Reads        pg_locks
--   Concurrency  none
create or replace function relay.parkers()
returns text[]
language sql
volatile
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  select coalesce(array_agg(distinct l.virtualtransaction), '{}')
  from pg_locks as l
  where l.locktype = 'advisory'
    and l.classid = 1752524288::oid
    and l.objid = 1::oid
    and l.objsubid = 2
    and l.granted
    and l.pid is distinct from pg_backend_pid()
    and l.database = (select d.oid from pg_database as d where d.datname = current_database())
$$;
