-- connectors.edit_connector(p_conector, p_lock_version, p_client_id, p_application_id, p_user_id, p_ator, p_tenants)
--   Save a connector as a person has filled in its form: what is null or blank becomes empty, unlike connectors.save_connector.
--   p_lock_version: as the person has seen it. p_tenants: the tenants that the caller may touch; null: all.
--   Returns      its new lock_version
--   Errors       as connectors.require_connector; HB409 as connectors.require_single_seller
--   Writes       hub.integracao_conector, hub.integracao_aplicacao, hub.auditoria (what changed)
--   Concurrency  optimistic; the connector's row lock, then as connectors.require_single_seller
create or replace function connectors.edit_connector(
  p_conector bigint,
  p_lock_version int,
  p_client_id text,
  p_application_id text,
  p_user_id text,
  p_ator text,
  p_tenants bigint[] default null
)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_antes constant hub.integracao_conector := connectors.require_connector(p_conector, p_tenants, p_lock_version);
  v_depois hub.integracao_conector;
begin
  update hub.integracao_conector as c
  set
    client_id = nullif(btrim(p_client_id), ''),
    application_id = nullif(btrim(p_application_id), ''),
    user_id = nullif(btrim(p_user_id), ''),
    lock_version = c.lock_version + 1,
    updated_at = now()
  where c.id = p_conector
  returning c.* into v_depois;
  perform connectors.require_single_seller(p_conector);
  perform connectors.register_application(v_depois.canal, v_depois.client_id);
  perform audit.write(
    p_ator, 'conector.salvar', 'integracao_conector', p_conector::text, v_antes.tenant_id, null,
    (
      select coalesce(jsonb_object_agg(campo.nome, jsonb_build_array(campo.antes, campo.depois)), '{}')
      from (
        values
          ('clientId', v_antes.client_id::text, v_depois.client_id::text),
          ('applicationId', v_antes.application_id, v_depois.application_id),
          ('userId', v_antes.user_id, v_depois.user_id)
      ) as campo (nome, antes, depois)
      where campo.antes is distinct from campo.depois
    )
  );
  return v_depois.lock_version;
end
$$;
