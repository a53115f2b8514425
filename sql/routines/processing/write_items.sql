-- processing.write_items(p_pedidos, p_antigos)
--   Make the items of these orders what their register says, each SKU with its mapping of today. p_antigos: those
--   among them that existed before, and so may have items to lose.
--   Reads        hub.pedido, hub.mapeamento_sku
--   Writes       hub.pedido_item
--   Concurrency  the caller holds the orders' row locks
create or replace function processing.write_items(p_pedidos bigint[], p_antigos bigint[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  if p_antigos is not null then
    delete from hub.pedido_item as i
    where i.pedido_id = any (p_antigos)
      and not exists (
        select
        from hub.pedido as p
        where p.id = i.pedido_id
          and substr(p.reg_itens, 19)::jsonb @> jsonb_build_array(jsonb_build_object('sku', i.sku_externo))
      );
  end if;

  insert into hub.pedido_item as i (pedido_id, sku_externo, sku_interno, quantidade)
  select p.id, item.sku, m.sku_interno, item.quantidade
  from hub.pedido as p
  cross join lateral (
    select linha.sku, sum(linha.quantidade) as quantidade
    from jsonb_to_recordset(substr(p.reg_itens, 19)::jsonb) as linha (sku text, quantidade numeric)
    group by linha.sku
  ) as item
  left join lateral processing.map_sku(p.tenant_id, p.canal, item.sku) as m on true
  where p.id = any (p_pedidos)
  on conflict (pedido_id, sku_externo) do update
  set sku_interno = excluded.sku_interno, quantidade = excluded.quantidade
  where i.sku_interno is distinct from excluded.sku_interno
    or i.quantidade <> excluded.quantidade;
end
$$;
