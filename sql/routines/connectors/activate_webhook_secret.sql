-- connectors.activate_webhook_secret(p_segredo, p_valor_enc, p_carencia, p_ator, p_tenants)
--   Puts a sealed webhook secret into use. The secret of its kind before it stays live for p_carencia, so that the sender can change
--   over. Older ones end now: at most two of a kind are live.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Errors       HB404 no such reservation (or another tenant's)
--   Writes       hub.conector_segredo, hub.auditoria (not the value)
--   Concurrency  the connector's row lock
create or replace function connectors.activate_webhook_secret(
  p_segredo bigint,
  p_valor_enc text,
  p_carencia interval,
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
  v_tenants constant bigint[] := access.reach(p_tenants);
  v_secret hub.conector_segredo;
  v_connector hub.integracao_conector;
  v_previous bigint;
begin
  select s.* into v_secret
  from hub.conector_segredo as s
  join hub.integracao_conector as c on c.id = s.conector_id
  where s.id = p_segredo
    and (v_tenants is null or c.tenant_id = any (v_tenants));
  if not found then
    raise exception 'reserva de segredo não encontrada' using errcode = 'HB404';
  end if;
  v_connector := connectors.require_connector(v_secret.conector_id, p_tenants);
  v_previous := (
    select max(s.id)
    from hub.conector_segredo as s
    where s.conector_id = v_connector.id
      and s.tipo = v_secret.tipo
      and s.id <> p_segredo
      and s.valor_enc is not null
  );
  update hub.conector_segredo as s
  set expira_em = least(s.expira_em, clock_timestamp() + case when s.id = v_previous then p_carencia else interval '0' end)
  where s.conector_id = v_connector.id
    and s.tipo = v_secret.tipo
    and s.id <> p_segredo;
  update hub.conector_segredo as s
  set valor_enc = p_valor_enc, ativo_em = clock_timestamp()
  where s.id = p_segredo;
  perform audit.write(
    p_ator, 'conector.segredo_webhook', 'integracao_conector', v_connector.id::text, v_connector.tenant_id, null,
    jsonb_build_object('segredoId', p_segredo, 'tipo', v_secret.tipo, 'carencia', p_carencia)
  );
end
$$;
