-- processing.apply_events(p_eventos, p_agora)
--   Give a batch of events its effect, all at once: an error undoes it for all of them.
--   It is idempotent and commutative: see processing.fold_events.
--   Returns      retidos: the events that wait for a mapping; de_novo: those whose missing mapping was made while they were
--                applied, and that are applied again; avisos: how many pick-up notices were created
--   Reads        hub.integracao_evento, hub.mapeamento_sku, hub.mapeamento_status
--   Writes       as processing.apply_orders
--   Concurrency  the caller has called processing.share_mappings; then as processing.apply_orders
create or replace function processing.apply_events(
  p_eventos bigint[],
  p_agora timestamptz,
  out retidos bigint[],
  out de_novo bigint[],
  out avisos int
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_mergejoin = off
as $$
declare
  v_folded record;
begin
  v_folded := processing.fold_events(p_eventos, p_agora);
  select a.retidos, a.de_novo, a.avisos
  into retidos, de_novo, avisos
  from processing.apply_orders(v_folded.pedidos, v_folded.retidos, p_agora) as a;
end
$$;
