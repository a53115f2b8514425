-- mercado_livre.activate(p_conector, p_user, p_ator)
--   Note that a seller has authorized the application and that the pair of tokens is stored. The connector becomes
--   ATIVO, and what waited for that goes on. A connector without a seller gets this one. A connector of another seller
--   refuses this one, and keeps its tokens.
--   Returns      the id of the release, see relay.release_batch
--   Errors       HB409 the account is not the one that the connector is for, or as connectors.require_single_seller
--   Writes       hub.integracao_conector, hub.auditoria, hub.liberacao
--   Concurrency  the connector's row lock, which a refresh may hold for seconds; the release waits for whatever parks a fetch
--                request without having seen the new state
create or replace function mercado_livre.activate(p_conector bigint, p_user text, p_ator text)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_connector hub.integracao_conector;
  v_release bigint;
begin
  perform mercado_livre.lock_tokens(p_conector);
  update hub.integracao_conector as c
  set
    user_id = coalesce(c.user_id, p_user),
    status = 'ATIVO',
    motivo = null,
    lock_version = c.lock_version + 1,
    updated_at = now()
  where c.id = p_conector
    and coalesce(c.user_id, p_user) = p_user
  returning c.* into v_connector;
  if not found then
    raise exception 'a conta que autorizou não é a deste conector' using errcode = 'HB409';
  end if;

  perform connectors.require_single_seller(p_conector);
  v_release := relay.request_release(v_connector.tenant_id, v_connector.canal, 'REAUTORIZAR', p_ator);
  perform audit.write(
    p_ator, 'conector.autorizado', 'integracao_conector', p_conector::text, v_connector.tenant_id, null,
    jsonb_build_object('liberacao', v_release::text)
  );
  return v_release;
end
$$;
