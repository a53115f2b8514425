-- relay.require_reach(p_id, p_tenants)
--   Raises an error unless the event or the notice that an outbox row carries, or has carried, is of one of the caller's
--   tenants. Called before anything is told of it, and whether or not its row is still there.
--   p_tenants: the tenants that the caller may touch; null: all. See access.reach.
--   Errors       HB404 no such event or notice (or another tenant's)
--   Reads        hub.integracao_evento, hub.notificacao
--   Concurrency  none
create or replace function relay.require_reach(p_id bigint, p_tenants bigint[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenants constant bigint[] := access.reach(p_tenants);
begin
  if not exists (
    select from hub.integracao_evento as e where e.id = p_id and (v_tenants is null or e.tenant_id = any (v_tenants))
  ) and not exists (
    select from hub.notificacao as n where n.id = p_id and (v_tenants is null or n.tenant_id = any (v_tenants))
  ) then
    raise exception 'linha da fila não encontrada' using errcode = 'HB404';
  end if;
end
$$;
