-- bench.apply_batch(p_eventos)
--   Applies the product's effect to known events and marks them, in one call: a step without the outbox. For the limit,
--   and as the set-based handler of pg-boss.
--   Writes       hub.integracao_evento, and what processing.apply_events writes
--   Concurrency  as processing.apply_events
create or replace function bench.apply_batch(p_eventos bigint[])
returns void
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_agora constant timestamptz := clock_timestamp();
  v_efeito record;
begin
  v_efeito := processing.apply_events(p_eventos, v_agora);
  update hub.integracao_evento as e
  set
    status = case when e.id = any (v_efeito.retidos) then 'MAPEAMENTO' else 'PROCESSADO' end,
    processed_at = v_agora,
    error_msg = null
  where e.id = any (p_eventos);
end
$$;
