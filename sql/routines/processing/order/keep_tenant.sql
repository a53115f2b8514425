-- processing.keep_tenant()
--   Trigger: a tenant that has orders is not deleted, and its id does not change.
--   Errors       23503, as a foreign key would raise
--   Reads        hub.pedido
--   Concurrency  an order that is being made while its tenant is deleted is an orphan, which hub verify reports
create or replace function processing.keep_tenant()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from hub.pedido as p where p.tenant_id = old.id) then
    raise exception 'o tenant % tem pedidos', old.id using errcode = '23503';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end
$$;

create or replace trigger tenant_keep_tenant
before delete or update of id on hub.tenant
for each row
execute function processing.keep_tenant();
