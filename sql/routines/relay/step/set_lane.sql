-- relay.set_lane()
--   Trigger: puts a new row of the outbox into its tenant's lane, where the insert names none. The routines that insert many rows
--   name it themselves; the trigger serves the others, and a DBA's own insert.
--   A tenant that is not known has lane 0, which is always open.
--   Reads        hub.tenant
--   Writes       hub.integracao_outbox (faixa), the row at hand
--   Concurrency  none of its own
create or replace function relay.set_lane()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  new.faixa := case new.destino when 'PROCESSAR' then 0 when 'NOTIFICAR' then 256 else 512 end
    + coalesce((select t.faixa from hub.tenant as t where t.id = new.tenant_id), 0);
  return new;
end
$$;

create or replace trigger integracao_outbox_set_lane
before insert on hub.integracao_outbox
for each row
when (new.faixa is null)
execute function relay.set_lane();
