-- relay.fall_asleep(p_numero)
--   Say that no relay is awake from now on, as far as the caller knows, and who is to be notified: the relay of this
--   number (relay.enlist), or 2 for every one that sleeps. The last to fall asleep is the first to be woken.
--   Returns a mark, its own transaction id: transactions older than that and still running may have looked at the flag
--   before it was set, so the caller keeps looking for work until relay.has_ended(mark). A snapshot would not do: it
--   does not list the running transactions that are newer than the last one to have ended.
--   Call it twice and keep the second mark: setval takes the transaction's id just before it sets the flag, so only a
--   transaction that began after the flag was set has an id above all those that may have missed it.
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
