-- processing.settle_status(p_pedidos, p_agora)
--   Give these orders the status that processing.evaluate_status finds. PRONTO sets ready_at, once. This is what marks
--   an order PRONTO.
--   Returns      the orders whose status changed
--   Writes       hub.pedido (status, ready_at, picked_up_at, cancelado_em)
--   Concurrency  the caller holds the orders' row locks
create or replace function processing.settle_status(p_pedidos bigint[], p_agora timestamptz)
returns bigint[]
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_new record;
begin
  v_new := processing.evaluate_status(p_pedidos);
  if v_new.ids <> '{}' then
    update hub.pedido as p
    set
      status = novo.situacao,
      ready_at = case when novo.situacao = 'PRONTO' then coalesce(p.ready_at, p_agora) else p.ready_at end,
      picked_up_at = case when novo.situacao = 'RETIRADO' then coalesce(p.picked_up_at, p_agora) end,
      cancelado_em = case when novo.situacao = 'CANCELADO' then coalesce(p.cancelado_em, p_agora) end
    from unnest(v_new.ids, v_new.situacoes) as novo(id, situacao)
    where p.id = novo.id;
  end if;
  return v_new.ids;
end
$$;
