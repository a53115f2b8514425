-- processing.items_of(p_pedidos)
--   The items that the registers of these orders hold: each SKU once, with its mapping of today, null where it has none.
--   Inlined      without a search_path of its own, so that the planner puts it in place of the call
--   Reads        hub.pedido, hub.mapeamento_sku
--   Concurrency  none
create or replace function processing.items_of(p_pedidos bigint[])
returns table (pedido_id bigint, sku_externo text, sku_interno text, quantidade numeric)
language sql
stable
as $$
  select p.id, item.sku, m.sku_interno, item.quantidade
  from hub.pedido as p
  cross join lateral (
    select linha.sku, sum(linha.quantidade) as quantidade
    from jsonb_to_recordset(processing.register_value(p.reg_itens)::jsonb) as linha (sku text, quantidade numeric)
    group by linha.sku
  ) as item
  left join lateral processing.map_sku(p.tenant_id, p.canal, item.sku) as m on true
  where p.id = any (p_pedidos)
$$;
