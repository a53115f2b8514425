-- relay.stamp_xid()
--   Trigger: stamps a row that becomes PENDENTE again with the current transaction (rule 3 of ../LOW-WATER-MARK.md). Without it
--   the row would lie below the marks that relays keep, and wait for the next full scan.
--   It is a trigger and not a line in each routine, so that a DBA's own update does it too.
--   Writes       hub.integracao_outbox (xid), the row at hand
--   Concurrency  none of its own
create or replace function relay.stamp_xid()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  new.xid := pg_current_xact_id();
  return new;
end
$$;

create or replace trigger integracao_outbox_stamp_xid
before update of status on hub.integracao_outbox
for each row
when (new.status = 'PENDENTE' and old.status <> 'PENDENTE')
execute function relay.stamp_xid();
