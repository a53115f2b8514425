-- relay.finish_events(p_ids, p_agora)
--   Deletes the outbox rows of events whose effect has been applied, and marks the events PROCESSADO, or REPROCESSADO where
--   somebody had asked for them again.
--   Returns      the events in groups, as events that arrived together share their delay. Of each group: tenants, the tenant;
--                atrasos, the milliseconds from arrival to p_agora, null for reprocesses; vezes, how many events it has
--   Writes       hub.integracao_outbox, hub.integracao_evento (status, processed_at, error_msg)
--   Concurrency  the caller holds the outbox rows' locks
create or replace function relay.finish_events(
  p_ids bigint[],
  p_agora timestamptz,
  out tenants bigint[],
  out atrasos int[],
  out vezes int[]
)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  delete from hub.integracao_outbox as o
  where o.id = any (p_ids);

  with finished as (
    update hub.integracao_evento as e
    set
      status = case when e.reprocess_count > 0 then 'REPROCESSADO' else 'PROCESSADO' end,
      processed_at = p_agora,
      error_msg = null
    where e.id = any (p_ids)
    returning
      e.tenant_id,
      case
        when e.reprocess_count = 0 then least(date_part('epoch', p_agora - e.received_at) * 1000, 2147483647)::int
      end as atraso
  )
  select coalesce(array_agg(same.tenant_id), '{}'), coalesce(array_agg(same.atraso), '{}'), coalesce(array_agg(same.vezes), '{}')
  into tenants, atrasos, vezes
  from (
    select finished.tenant_id, finished.atraso, count(*)::int as vezes
    from finished
    group by finished.tenant_id, finished.atraso
  ) as same;
end
$$;
