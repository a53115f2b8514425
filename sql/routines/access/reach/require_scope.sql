-- access.require_scope(p_tenant, p_tenants)
--   Stop where a tenant is none of those that the caller may touch (see access.reach), as if it were not there.
--   Errors       HB404 it is not
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
