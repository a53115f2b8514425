-- relay.finish_events(p_ids, p_agora)
--   Delete the outbox rows of events whose effect has been applied, and mark the events PROCESSADO or REPROCESSADO.
--   Returns      for each that was not a reprocess, the milliseconds from its arrival to p_agora
--   Writes       hub.integracao_outbox, hub.integracao_evento (status, processed_at, error_msg)
--   Concurrency  the caller holds the outbox rows' locks
create or replace function relay.finish_events(p_ids bigint[], p_agora timestamptz)
returns int[]
language sql
volatile
set search_path = ''
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
  with feita as (
    delete from hub.integracao_outbox as o
    where o.id = any (p_ids)
    returning o.id, o.reprocess_id
  ),
  concluido as (
    update hub.integracao_evento as e
    set
      status = case when feita.reprocess_id is null then 'PROCESSADO' else 'REPROCESSADO' end,
      processed_at = p_agora,
      error_msg = null
    from feita
    where e.id = feita.id
    returning
      e.status,
      least(extract(epoch from p_agora - e.received_at) * 1000, 2147483647)::int as atraso
  )
  select coalesce(array_agg(concluido.atraso) filter (where concluido.status = 'PROCESSADO'), '{}')
  from concluido
$$;
