-- relay.hold_events(p_ids, p_motivo)
--   Parks claimed rows until what they wait for comes: MAPEAMENTO (a mapping), ESTACIONADO (the tenant's flag) or REAUTORIZAR
--   (the seller authorizes the application again). Their events become MAPEAMENTO or ESTACIONADO.
--   Writes       hub.integracao_outbox, hub.integracao_evento (status)
--   Concurrency  the caller holds the outbox rows' locks and the shared release lock
create or replace function relay.hold_events(p_ids bigint[], p_motivo text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  update hub.integracao_outbox as o
  set status = 'AGUARDANDO', motivo = p_motivo, proxima_tentativa_em = null, bloqueado_por = null, bloqueado_ate = null
  where o.id = any (p_ids);

  update hub.integracao_evento as e
  set status = case p_motivo when 'MAPEAMENTO' then 'MAPEAMENTO' else 'ESTACIONADO' end, error_msg = null
  where e.id = any (p_ids);
end
$$;
