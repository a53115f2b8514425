-- connectors.edit_connector(p_conector, p_lock_version, p_client_id, p_application_id, p_user_id, p_ator, p_tenants)
--   Saves a connector as a person has filled in its form. Unlike connectors.save_connector, it empties what is null or blank.
--   p_lock_version: the version that the person saw. p_tenants: the tenants that the caller may touch; null: all.
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
  v_before constant hub.integracao_conector := connectors.require_connector(p_conector, p_tenants, p_lock_version);
  v_after hub.integracao_conector;
begin
  update hub.integracao_conector as c
  set
    client_id = nullif(btrim(p_client_id), ''),
    application_id = nullif(btrim(p_application_id), ''),
    user_id = nullif(btrim(p_user_id), ''),
    lock_version = c.lock_version + 1,
    updated_at = now()
  where c.id = p_conector
  returning c.* into v_after;
  perform connectors.require_single_seller(p_conector);
  perform connectors.register_application(v_after.canal, v_after.client_id);
  perform audit.write(
    p_ator, 'conector.salvar', 'integracao_conector', p_conector::text, v_before.tenant_id, null,
    (
      select coalesce(jsonb_object_agg(campo.nome, jsonb_build_array(campo.antes, campo.depois)), '{}')
      from (
        values
          ('clientId', v_before.client_id::text, v_after.client_id::text),
          ('applicationId', v_before.application_id, v_after.application_id),
          ('userId', v_before.user_id, v_after.user_id)
      ) as campo (nome, antes, depois)
      where campo.antes is distinct from campo.depois
    )
  );
  return v_after.lock_version;
end
$$;
