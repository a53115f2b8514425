-- relay.fall_asleep(p_numero)
--   Tells the producers that no relay is awake from now on, as far as the caller knows, and which one to notify: the relay of
--   this number (relay.enlist), or 2 for all that sleep. The last to fall asleep is the first to be woken.
--   Returns a mark, its own transaction id. Older transactions that still run may have read the flag before it was set, so the
--   caller keeps looking for work until relay.has_ended(mark). Call it twice and keep the second mark. ../SLEEP-AND-WAKE.md
--   explains why twice, and why a snapshot would not do.
--   Writes       hub.relay_sono
--   Concurrency  setval is not transactional: every producer sees it at once
create or replace function relay.fall_asleep(p_numero bigint default 2)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
  perform setval('hub.relay_sono'::regclass, p_numero, true);
  return pg_current_xact_id()::text;
end
$$;
