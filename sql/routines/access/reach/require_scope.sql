-- access.require_scope(p_tenant, p_tenants)
--   Stops where the caller may not touch a tenant (see access.reach), as if the tenant were not there.
--   Errors       HB404 the caller may not touch it
--   Reads        as access.reach
--   Concurrency  none
create or replace function access.require_scope(p_tenant bigint, p_tenants bigint[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_tenant <> all (access.reach(p_tenants)) then
    raise exception 'tenant não encontrado' using errcode = 'HB404';
  end if;
end
$$;
