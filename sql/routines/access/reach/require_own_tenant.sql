-- access.require_own_tenant(p_tenant, p_tenants)
--   Stops with a clear error where there is no such tenant, or the caller may not touch it (see access.reach).
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
