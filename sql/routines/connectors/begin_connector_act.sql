-- connectors.begin_connector_act(p_conector, p_acao, p_ator, p_tenants, p_agora)
--   Starts TESTAR or SINCRONIZAR for a person, unless one is running, whoever started it and in whatever process. A run that has
--   reported nothing for a minute and holds no lock of a synchronisation is over: its process has died.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Returns      whether the caller is to run it
--   Errors       HB404 no such connector (or another tenant's)
--   Writes       hub.conector_acao, hub.auditoria
--   Concurrency  the connector's row lock: of two calls at once, one begins
create or replace function connectors.begin_connector_act(
  p_conector bigint,
  p_acao text,
  p_ator text,
  p_tenants bigint[] default null,
  p_agora timestamptz default clock_timestamp()
)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_connector constant hub.integracao_conector := connectors.require_connector(p_conector, p_tenants);
begin
  if exists (
    select
    from hub.conector_acao as a
    where a.conector_id = p_conector
      and a.acao = p_acao
      and a.concluida_em is null
      and (
        a.progresso_em > p_agora - interval '1 minute'
        or (p_acao = 'SINCRONIZAR' and cardinality(mercado_livre.syncs_underway(p_conector)) > 0)
      )
  ) then
    return false;
  end if;

  insert into hub.conector_acao as a (conector_id, acao, tenant_id, pedida_por, iniciada_em, progresso_em)
  values (p_conector, p_acao, v_connector.tenant_id, p_ator, p_agora, p_agora)
  on conflict (conector_id, acao) do update
  set
    pedida_por = excluded.pedida_por,
    iniciada_em = excluded.iniciada_em,
    progresso_em = excluded.progresso_em,
    concluida_em = null,
    resultado = '[]',
    erro = null;
  perform audit.write(
    p_ator, 'conector.' || lower(p_acao), 'integracao_conector', p_conector::text, v_connector.tenant_id, null, '{}'
  );
  return true;
end
$$;
