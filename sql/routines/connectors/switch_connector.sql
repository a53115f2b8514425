-- connectors.switch_connector(p_conector, p_ativo, p_motivo, p_ator, p_tenants)
--   Switches a connector off (its webhooks are refused, the marketplace is asked nothing) or on again. Switching on asks for the release
--   of what waited. Where it is so already, nothing happens.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Returns      the id of the release, see relay.release_batch; null where nothing is to be released
--   Errors       HB404 no such connector (or another tenant's); HB409 only its seller can make it ATIVO again; HB422 no
--                reason given
--   Writes       hub.integracao_conector (status, motivo), hub.auditoria, hub.liberacao
--   Concurrency  the connector's row lock, which a refresh may hold for seconds; the release waits for
--                whatever parks an event without having seen the new state
create or replace function connectors.switch_connector(
  p_conector bigint,
  p_ativo boolean,
  p_motivo text,
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
  perform audit.require_reason(p_motivo);
  if p_ativo and v_connector.status = 'REAUTORIZAR' then
    raise exception 'o vendedor precisa autorizar a aplicação de novo: use Reautorizar' using errcode = 'HB409';
  end if;
  if p_ativo = (v_connector.status <> 'DESATIVADO') then
    return null;
  end if;

  update hub.integracao_conector as c
  set
    status = case when p_ativo then 'ATIVO' else 'DESATIVADO' end,
    motivo = case when p_ativo then null else audit.mask_text(btrim(p_motivo)) end,
    lock_version = c.lock_version + 1,
    updated_at = now()
  where c.id = p_conector;
  if p_ativo then
    v_release := relay.request_release(v_connector.tenant_id, v_connector.canal, 'REAUTORIZAR', p_ator);
  end if;
  perform audit.write(
    p_ator, case when p_ativo then 'conector.ativar' else 'conector.desativar' end, 'integracao_conector',
    p_conector::text, v_connector.tenant_id, btrim(p_motivo),
    jsonb_strip_nulls(jsonb_build_object('liberacao', v_release::text))
  );
  return v_release;
end
$$;
