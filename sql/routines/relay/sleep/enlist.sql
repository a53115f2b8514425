-- relay.enlist()
--   Numbers a relay, from 3 on. A number is never given twice. The relay is notified under it (see relay.wake).
--   Writes       hub.relay_numero
--   Concurrency  nextval is not transactional: no two relays share a number
create or replace function relay.enlist()
returns bigint
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  select nextval('hub.relay_numero'::regclass)
$$;
