-- processing.apply_orders(p_pedidos, p_retidos, p_agora)
--   Give folded orders their effect: orders, items, volumes, statuses, notices, pending mappings.
--   p_pedidos: null only where a session plans beforehand what it will execute; then nothing is written.
--   p_retidos: those of their events that lack a mapping.
--   Returns      as processing.apply_events
--   Writes       through the functions it calls: pedido, pedido_item, volume, notificacao, outbox, pendencia
--   Concurrency  orders come first, sorted by key: their row locks are the parent locks of all else. Pending mappings come last,
--                sorted
create or replace function processing.apply_orders(
  p_pedidos processing.pedido_dobrado[],
  p_retidos bigint[],
  p_agora timestamptz,
  out retidos bigint[],
  out de_novo bigint[],
  out avisos int
)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_orders record;
  v_changed bigint[];
  v_volumes bigint[];
begin
  avisos := 0;
  de_novo := '{}';
  retidos := '{}';
  v_orders := processing.write_orders(p_pedidos);
  if p_pedidos is null then
    perform
      processing.write_items('{}', '{}'),
      processing.settle_status('{}', p_agora),
      notifications.announce_ready('{}', p_agora),
      processing.write_volumes('{}', '{}');
    return;
  end if;
  v_volumes := v_orders.antigos_com_volume;
  if v_orders.novos_com_itens is not null or v_orders.antigos_com_itens is not null then
    perform processing.write_items(v_orders.novos_com_itens, v_orders.antigos_com_itens);
  end if;
  v_changed := processing.settle_status(v_orders.tocados, p_agora);
  if v_changed <> '{}' then
    avisos := notifications.announce_ready(v_changed, p_agora);
    v_volumes := v_volumes || array(
      select unnest(v_changed)
      except
      select unnest(v_orders.novos)
    );
  end if;
  if v_orders.novos is not null or v_volumes is not null then
    perform processing.write_volumes(v_orders.novos, v_volumes);
  end if;
  if p_retidos <> '{}' then
    retidos := processing.open_pendencias(p_retidos);
    de_novo := array(select i from unnest(p_retidos) as i where i <> all (retidos));
  end if;
end
$$;
