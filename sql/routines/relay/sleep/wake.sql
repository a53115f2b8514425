-- relay.wake(p_destino, p_id)
--   Notifies the relays, but only when none is awake: a notifying commit takes a lock that is one for the whole cluster, and a
--   relay at work finds the row anyway. The payload is the number of the relay that is to wake (see hub.relay_sono): every
--   process hears it, one acts. It stays the same while nobody wakes, so that one transaction notifies once.
--   p_destino: the destination of all rows that were written. It follows the number, and only its workers look. Null: the rows
--   may have any destination. p_id: the event, where it is the only one. Its relay steps it without a look at the queue.
--   Call it last, after the rows are written. ../SLEEP-AND-WAKE.md has the whole protocol.
--   Reads        hub.relay_sono
--   Concurrency  reads a sequence: never waits, leaves no dead row, sees the latest value in any isolation level
create or replace function relay.wake(p_destino text default null, p_id bigint default null)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
  v_sleep constant bigint := pg_sequence_last_value('hub.relay_sono'::regclass);
begin
  if v_sleep <> 1 then
    perform pg_notify('hub_outbox', concat_ws(' ', v_sleep, p_destino, p_id));
  end if;
end
$$;
