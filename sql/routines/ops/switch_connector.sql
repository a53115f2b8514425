-- ops.switch_connector(p_conector, p_ativo, p_motivo, p_ator, p_tenants)
--   Switch a connector off (nothing of it is let in, nothing asked of the marketplace), or on again, which releases what
--   waited for it. It was so already: nothing happens.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Returns      how many events were released
--   Errors       HB404 no such connector (or another tenant's); HB409 only its seller can make it ATIVO again; HB422 no
--                reason given
--   Writes       hub.integracao_conector (status, motivo), hub.auditoria, and as relay.release_events
--   Concurrency  the connector's row lock, which a refresh may hold for seconds, and only then the exclusive release lock
create or replace function ops.switch_connector(
  p_conector bigint,
  p_ativo boolean,
  p_motivo text,
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
  if nullif(btrim(p_motivo), '') is null then
    raise exception 'informe o motivo' using errcode = 'HB422';
  end if;
  if p_ativo and v_conector.status = 'REAUTORIZAR' then
    raise exception 'o vendedor precisa autorizar a aplicação de novo: use Reautorizar' using errcode = 'HB409';
  end if;
  if p_ativo = (v_conector.status <> 'DESATIVADO') then
    return 0;
  end if;

  perform relay.take_release_lock();
  update hub.integracao_conector as c
  set
    status = case when p_ativo then 'ATIVO' else 'DESATIVADO' end,
    motivo = case when p_ativo then null else btrim(p_motivo) end,
    lock_version = c.lock_version + 1,
    updated_at = now()
  where c.id = p_conector;
  if p_ativo then
    v_soltos := mercado_livre.release_parked(p_conector);
  end if;
  perform ops.audit(
    p_ator, case when p_ativo then 'conector.ativar' else 'conector.desativar' end, 'integracao_conector',
    p_conector::text, v_conector.tenant_id, btrim(p_motivo), jsonb_build_object('eventosLiberados', v_soltos)
  );
  return v_soltos;
end
$$;
