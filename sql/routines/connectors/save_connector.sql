-- connectors.save_connector(p_tenant, p_canal, p_client_id, p_application_id, p_user_id, p_ator)
--   Makes a tenant's connector, or changes what is given of it; null leaves a field as it is. Secrets have functions of their own,
--   because the row's id is part of what seals them. A new application gets an address of its own for its notifications.
--   Returns      the connector's id
--   Errors       HB404 no such tenant; HB409 as connectors.require_single_seller
--   Writes       hub.integracao_conector, hub.integracao_aplicacao, hub.auditoria
--   Concurrency  the connector's row lock, then as connectors.require_single_seller
create or replace function connectors.save_connector(
  p_tenant bigint,
  p_canal text,
  p_client_id text,
  p_application_id text,
  p_user_id text,
  p_ator text
)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_id bigint;
begin
  perform tenants.require_tenant(p_tenant);
  insert into hub.integracao_conector as c (canal, tenant_id, client_id, application_id, user_id)
  values (p_canal, p_tenant, p_client_id, p_application_id, p_user_id)
  on conflict (tenant_id, canal) do update
  set
    client_id = coalesce(excluded.client_id, c.client_id),
    application_id = coalesce(excluded.application_id, c.application_id),
    user_id = coalesce(excluded.user_id, c.user_id),
    lock_version = c.lock_version + 1,
    updated_at = now()
  returning c.id into v_id;
  perform connectors.require_single_seller(v_id);
  perform connectors.register_application(p_canal, p_client_id);
  perform audit.write(p_ator, 'conector.salvar', 'integracao_conector', v_id::text, p_tenant, null, '{}');
  return v_id;
end
$$;
