-- relay.fall_asleep()
--   Say that a relay sleeps from now on and wants to be notified.
--   Returns a snapshot: transactions still running in it may have looked at the flag before it was set, so the
--   caller keeps looking for work until relay.has_ended(snapshot).
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
  return pg_current_snapshot()::text;
end
$$;
