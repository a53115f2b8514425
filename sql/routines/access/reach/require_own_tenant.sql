-- access.require_own_tenant(p_tenant, p_tenants)
--   Stop with a clear error where there is no such tenant, or none that the caller may touch (see access.reach).
--   Errors       HB404 no such tenant
--   Reads        hub.tenant
--   Concurrency  none
create or replace function access.require_own_tenant(p_tenant bigint, p_tenants bigint[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  perform access.require_scope(p_tenant, p_tenants);
  perform tenants.require_tenant(p_tenant);
end
$$;
