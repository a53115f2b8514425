-- relay.open_lane()
--   Trigger: opens a new tenant's lane in the transaction that makes the tenant. Claims look at no other lanes.
--   It is a trigger and not a line in tenants.save_tenant, so that a DBA's own insert does it too.
--   Writes       hub.faixa
--   Concurrency  an insert that gives way to the same one
create or replace function relay.open_lane()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into hub.faixa (numero)
  values (abs(new.id % 256))
  on conflict (numero) do nothing;
  return null;
end
$$;

create or replace trigger tenant_open_lane
after insert or update of id on hub.tenant
for each row
execute function relay.open_lane();
