-- mercado_livre.save_refresh_token(p_conector, p_valor_enc, p_ator, p_tenants)
--   Store a refresh token that a person has brought, sealed by the caller. The pair before it is given up: the next use
--   asks for a new one. A connector that waited for its seller (REAUTORIZAR) becomes ATIVO, and what waited goes on.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Returns      the id of the release, see relay.release_batch; null where nothing is to be released
--   Errors       HB404 no such connector (or another tenant's)
--   Writes       hub.integracao_conector, hub.auditoria (not the value), hub.liberacao
--   Concurrency  the connector's row lock, which a refresh may hold for seconds; the release waits for whatever parks a fetch
--                request without having seen the new state
create or replace function mercado_livre.save_refresh_token(
  p_conector bigint,
  p_valor_enc text,
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
  v_connector constant hub.integracao_conector := connectors.require_connector(p_conector, p_tenants);
  v_release bigint;
begin
  update hub.integracao_conector as c
  set
    refresh_token_enc = p_valor_enc,
    refresh_token_em = clock_timestamp(),
    access_token_enc = null,
    access_token_expira_em = null,
    token_versao = c.token_versao + 1,
    status = case c.status when 'REAUTORIZAR' then 'ATIVO' else c.status end,
    motivo = case c.status when 'REAUTORIZAR' then null else c.motivo end,
    lock_version = c.lock_version + 1,
    updated_at = now()
  where c.id = p_conector;
  if v_connector.status = 'REAUTORIZAR' then
    v_release := relay.request_release(v_connector.tenant_id, v_connector.canal, 'REAUTORIZAR', p_ator);
  end if;
  perform audit.write(
    p_ator, 'conector.refresh_token', 'integracao_conector', p_conector::text, v_connector.tenant_id, null,
    jsonb_strip_nulls(jsonb_build_object('liberacao', v_release::text))
  );
  return v_release;
end
$$;
