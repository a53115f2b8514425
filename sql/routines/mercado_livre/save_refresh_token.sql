-- mercado_livre.save_refresh_token(p_conector, p_valor_enc, p_ator, p_tenants)
--   Store a refresh token that a person has brought, sealed by the caller. The pair before it is given up: the next use
--   asks for a newer one. Where the connector waited for its seller (REAUTORIZAR) it is ATIVO, and what waited goes on.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Returns      how many events were released
--   Errors       HB404 no such connector (or another tenant's)
--   Writes       hub.integracao_conector, hub.auditoria (not the value), and as relay.release_events
--   Concurrency  the connector's row lock, which a refresh may hold for seconds, and only then the exclusive release lock
create or replace function mercado_livre.save_refresh_token(
  p_conector bigint,
  p_valor_enc text,
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
  v_conector constant hub.integracao_conector := ops.require_connector(p_conector, p_tenants);
  v_soltos int := 0;
begin
  perform relay.take_release_lock();
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
  if v_conector.status = 'REAUTORIZAR' then
    v_soltos := mercado_livre.release_parked(p_conector);
  end if;
  perform ops.audit(
    p_ator, 'conector.refresh_token', 'integracao_conector', p_conector::text, v_conector.tenant_id, null,
    jsonb_build_object('eventosLiberados', v_soltos)
  );
  return v_soltos;
end
$$;
