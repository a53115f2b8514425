-- search.order_waiting(p_pedido)
--   Lists what was received of an order and is not finished: its own events, and the notifications that named it or its shipment. What
--   needs a person comes first, then what fails, then what is postponed or waits its turn.
--   Returns      evento_id, codigo (MORTO, a reason of AGUARDANDO, or FILA), recurso (null: it has been fetched), ate (the next
--                attempt), erro (of the last one), frase (for people)
--   Reads        hub.pedido, hub.pedido_marketplace, hub.integracao_outbox, hub.integracao_evento, with the caller's rights
--   Concurrency  none
--   An order has few events; of one that has thousands, the newest two hundred are looked at.
create or replace function search.order_waiting(p_pedido bigint)
returns table (evento_id bigint, codigo text, recurso text, ate timestamptz, erro text, frase text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_tenant bigint;
  v_channel text;
  v_external text;
  v_shipment text;
begin
  select p.tenant_id, p.canal, p.external_id, m.envio_id
  into v_tenant, v_channel, v_external, v_shipment
  from hub.pedido as p
  left join hub.pedido_marketplace as m
    on m.tenant_id = p.tenant_id and m.canal = p.canal and m.external_id = p.external_id
  where p.id = p_pedido;
  if v_external is null then
    return;
  end if;
  return query
  select w.evento_id, w.codigo, w.recurso, w.ate, w.erro, w.frase
  from search.waiting_rows(
    v_tenant, v_channel,
    array(
      select n.id
      from unnest(search.events_named(v_external, null)) as n (id)
      order by n.id desc
      limit 200
    ),
    array_remove(array['/orders/' || v_external, '/shipments/' || v_shipment], null)
  ) as w;
end
$$;
