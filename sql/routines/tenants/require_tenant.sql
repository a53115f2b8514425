-- tenants.require_tenant(p_tenant)
--   Stops with a clear error where there is no such tenant.
--   Errors       HB404 no such tenant
--   Reads        hub.tenant
--   Concurrency  none
create or replace function tenants.require_tenant(p_tenant bigint)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from hub.tenant as t where t.id = p_tenant) then
    raise exception 'tenant não encontrado; cadastre-o com: hub tenant set --id' using errcode = 'HB404';
  end if;
end
$$;
