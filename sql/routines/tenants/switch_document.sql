-- tenants.switch_document(p_tenant, p_pede, p_ator, p_tenants)
--   Sets whether the hub asks the marketplace for the buyer's document for this tenant: personal data that not every hub needs.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Errors       HB404 no such tenant, or not one of the caller's
--   Writes       hub.tenant (pede_documento), hub.auditoria
--   Concurrency  the tenant's row lock
create or replace function tenants.switch_document(
  p_tenant bigint,
  p_pede boolean,
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
  set pede_documento = p_pede, updated_at = now()
  where t.id = p_tenant;
  perform audit.write(p_ator, 'tenant.documento', 'tenant', p_tenant::text, p_tenant, null, jsonb_build_object('pede', p_pede));
end
$$;
