-- relay.stay_awake()
--   Tells the producers that a relay is at work: they need not notify.
--   Writes       hub.relay_sono
--   Concurrency  setval is not transactional. A relay that dies awake leaves the flag, and the poll makes up for it
create or replace function relay.stay_awake()
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
  if pg_sequence_last_value('hub.relay_sono'::regclass) <> 1 then
    perform setval('hub.relay_sono'::regclass, 1, true);
  end if;
end
$$;
