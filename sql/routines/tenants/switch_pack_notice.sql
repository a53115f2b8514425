-- tenants.switch_pack_notice(p_tenant, p_um_so, p_ator, p_tenants)
--   Sets whether one notice announces the orders of a pack that travel together. Existing notices stay.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Errors       HB404 no such tenant, or not one of the caller's
--   Writes       hub.tenant (aviso_por_pacote), hub.auditoria
--   Concurrency  the tenant's row lock
create or replace function tenants.switch_pack_notice(
  p_tenant bigint,
  p_um_so boolean,
  p_ator text,
  p_tenants bigint[] default null
)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform access.require_own_tenant(p_tenant, p_tenants);
  update hub.tenant as t
  set aviso_por_pacote = p_um_so, updated_at = now()
  where t.id = p_tenant;
  perform audit.write(
    p_ator, 'tenant.aviso_por_pacote', 'tenant', p_tenant::text, p_tenant, null, jsonb_build_object('umSo', p_um_so)
  );
end
$$;
