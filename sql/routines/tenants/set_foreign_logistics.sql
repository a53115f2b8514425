-- tenants.set_foreign_logistics(p_tenant, p_logisticas, p_ator, p_tenants)
--   Sets the logistic.types that the store handles elsewhere. Orders of such parcels are stored, and never become PRONTO by themselves.
--   An order keeps its status until its next event. p_tenants: the tenants that the caller may touch; null: all.
--   Errors       HB404 no such tenant, or not one of the caller's; HB422 a text that is no logistic.type, or more than twenty
--   Writes       hub.tenant (logisticas_fora), hub.auditoria
--   Concurrency  the tenant's row lock
create or replace function tenants.set_foreign_logistics(
  p_tenant bigint,
  p_logisticas text[],
  p_ator text,
  p_tenants bigint[] default null
)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_logistics constant text[] := array(
    select distinct btrim(l) from unnest(p_logisticas) as l order by 1
  );
begin
  perform access.require_own_tenant(p_tenant, p_tenants);
  if cardinality(v_logistics) > 20 or exists (select from unnest(v_logistics) as l where l !~ '^[a-z][a-z0-9_]{1,63}$') then
    raise exception 'cada logística deve ser um logistic.type do marketplace, como fulfillment, e são no máximo 20'
      using errcode = 'HB422';
  end if;
  update hub.tenant as t
  set logisticas_fora = v_logistics, updated_at = now()
  where t.id = p_tenant;
  perform audit.write(
    p_ator, 'tenant.logisticas_fora', 'tenant', p_tenant::text, p_tenant, null,
    jsonb_build_object('logisticas', to_jsonb(v_logistics))
  );
end
$$;
