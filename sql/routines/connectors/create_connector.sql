-- connectors.create_connector(p_tenant, p_canal, p_client_id, p_application_id, p_user_id, p_ator, p_tenants)
--   Makes a tenant's connector, and never changes one that exists.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Returns      the connector's id
--   Errors       HB404 no such tenant (or not the caller's); HB409 the tenant has a connector, or as connectors.save_connector
--   Writes       hub.integracao_conector, hub.integracao_aplicacao, hub.auditoria
--   Concurrency  of two calls at once, one makes it; as connectors.require_single_seller
create or replace function connectors.create_connector(
  p_tenant bigint,
  p_canal text,
  p_client_id text,
  p_application_id text,
  p_user_id text,
  p_ator text,
  p_tenants bigint[] default null
)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_client constant text := nullif(btrim(p_client_id), '');
  v_id bigint;
begin
  perform access.require_own_tenant(p_tenant, p_tenants);
  insert into hub.integracao_conector (canal, tenant_id, client_id, application_id, user_id)
  values (p_canal, p_tenant, v_client, nullif(btrim(p_application_id), ''), nullif(btrim(p_user_id), ''))
  on conflict (tenant_id, canal) do nothing
  returning id into v_id;
  if v_id is null then
    raise exception 'esta loja já tem um conector: abra-o e mude o que for preciso' using errcode = 'HB409';
  end if;
  perform connectors.require_single_seller(v_id);
  perform connectors.register_application(p_canal, v_client);
  perform audit.write(p_ator, 'conector.criar', 'integracao_conector', v_id::text, p_tenant, null, '{}');
  return v_id;
end
$$;
