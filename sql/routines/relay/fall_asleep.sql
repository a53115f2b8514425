-- relay.fall_asleep()
--   Say that a relay sleeps from now on and wants to be notified.
--   Returns a mark, its own transaction id: transactions older than that and still running may have looked at the flag
--   before it was set, so the caller keeps looking for work until relay.has_ended(mark). A snapshot would not do: it
--   does not list the running transactions that are newer than the last one to have ended.
--   Call it twice and keep the second mark: setval takes the transaction's id just before it sets the flag, so only a
--   transaction that began after the flag was set has an id above all those that may have missed it.
--   Writes       hub.relay_sono
--   Concurrency  setval is not transactional: every producer sees it at once
create or replace function relay.fall_asleep()
returns text
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform setval('hub.relay_sono'::regclass, 2, true);
  return pg_current_xact_id()::text;
end
$$;
