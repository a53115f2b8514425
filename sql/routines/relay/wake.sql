-- relay.wake()
--   Notify the relays, but only when one of them has said that it sleeps: a notifying commit takes a lock that
--   is one for the whole cluster, and a relay at work finds the row anyway.
--   Call it last, after the rows are written. The payload is constant, so that one transaction notifies once.
--   Reads        hub.relay_sono
--   Concurrency  reads a sequence: never waits, leaves no dead row, sees today's value in any isolation level
create or replace function relay.wake()
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  if pg_sequence_last_value('hub.relay_sono'::regclass) = 2 then
    perform pg_notify('hub_outbox', '');
  end if;
end
$$;
