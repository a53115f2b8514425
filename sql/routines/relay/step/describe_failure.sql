-- relay.describe_failure(p_id, p_status, p_sqlstate)
--   Returns what a log line about a failed event says: {eventoId, tenant, traceId, status, sqlstate}.
--   Reads        hub.integracao_evento
--   Concurrency  none
create or replace function relay.describe_failure(p_id bigint, p_status text, p_sqlstate text)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
  select jsonb_build_object(
    'eventoId', e.id::text, 'tenant', e.tenant_id, 'traceId', e.trace_id, 'status', p_status, 'sqlstate', p_sqlstate
  )
  from hub.integracao_evento as e
  where e.id = p_id);
end
$$;
