-- processing.apply_each(p_eventos, p_agora)
--   Give a batch of events its effect, but for those whose order can't be written. The effect itself takes the path of
--   processing.apply_events.
--   Returns      concluidos: the events applied; retidos, de_novo, avisos: as processing.apply_events;
--                falhos, sqlstates, erros: the events that failed, each the only one of its order, and why;
--                restantes: the events of orders that failed with several, any of which may be the cause
--   Reads        hub.integracao_evento, hub.mapeamento_sku, hub.mapeamento_status
--   Writes       as processing.apply_orders
--   Concurrency  as processing.apply_events
create or replace function processing.apply_each(
  p_eventos bigint[],
  p_agora timestamptz,
  out concluidos bigint[],
  out retidos bigint[],
  out de_novo bigint[],
  out avisos int,
  out falhos bigint[],
  out sqlstates text[],
  out erros text[],
  out restantes bigint[]
)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_mergejoin = off
as $$
declare
  v_folded record;
  v_orders processing.pedido_dobrado[];
  v_failing record;
begin
  v_folded := processing.fold_events(p_eventos, p_agora);
  v_orders := v_folded.pedidos;
  v_failing := processing.find_failing(v_orders);

  select
    coalesce(array_agg(v_orders[f.n].ultimo_evento_id) filter (where v_folded.vezes[f.n] = 1), '{}'),
    coalesce(array_agg(f.sqlstate) filter (where v_folded.vezes[f.n] = 1), '{}'),
    coalesce(array_agg(f.erro) filter (where v_folded.vezes[f.n] = 1), '{}')
  into falhos, sqlstates, erros
  from unnest(v_failing.posicoes, v_failing.sqlstates, v_failing.erros) as f(n, sqlstate, erro);

  restantes := array(
    select e.id
    from hub.integracao_evento as e
    where e.id = any (p_eventos)
      and cardinality(falhos) < cardinality(v_failing.posicoes)
      and e.id <> all (falhos)
      and (e.tenant_id, e.canal, e.external_id) in (
        select v_orders[n].tenant_id, v_orders[n].canal, v_orders[n].external_id
        from unnest(v_failing.posicoes) as n
      )
  );
  concluidos := array(
    select i
    from unnest(p_eventos) as i
    where i <> all (falhos)
      and i <> all (restantes)
  );
  select a.retidos, a.de_novo, a.avisos
  into retidos, de_novo, avisos
  from processing.apply_orders(
    array(select v_orders[n] from generate_subscripts(v_orders, 1) as n where n <> all (v_failing.posicoes) order by n),
    array(select i from unnest(v_folded.retidos) as i where i = any (concluidos)),
    p_agora
  ) as a;
end
$$;
