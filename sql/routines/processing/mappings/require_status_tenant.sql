-- processing.require_status_tenant(p_tenant, p_tenants)
--   Stop unless the caller may change this tenant's mappings of statuses. p_tenant null means every tenant, and needs a
--   caller of every tenant (p_tenants null).
--   Errors       HB404 no such tenant (or not the caller's); HB422 a mapping for every tenant, by a caller of some
--   Reads        hub.tenant
--   Concurrency  none
create or replace function processing.require_status_tenant(p_tenant bigint, p_tenants bigint[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_tenant is not null then
    perform access.require_own_tenant(p_tenant, p_tenants);
  elsif access.reach(p_tenants) is not null then
    raise exception 'um mapeamento de todos os tenants só é mudado por quem age em todos' using errcode = 'HB422';
  end if;
end
$$;
