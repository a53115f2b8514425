-- processing.write_items(p_novos, p_antigos)
--   Make the items of these orders what their register says, each SKU with its mapping of today.
--   p_novos: orders that this transaction made, which have no item yet, so that the search for items is spared.
--   p_antigos: orders that existed before, and may have items to change or to lose. Either may be null.
--   Reads        hub.pedido, hub.mapeamento_sku
--   Writes       hub.pedido_item
--   Concurrency  the caller holds the orders' row locks
create or replace function processing.write_items(p_novos bigint[], p_antigos bigint[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_novos is not null then
    insert into hub.pedido_item (pedido_id, sku_externo, sku_interno, quantidade)
    select item.pedido_id, item.sku_externo, item.sku_interno, item.quantidade
    from processing.items_of(p_novos) as item;
  end if;

  if p_antigos is not null then
    delete from hub.pedido_item as i
    where i.pedido_id = any (p_antigos)
      and not exists (
        select
        from hub.pedido as p
        where p.id = i.pedido_id
          and processing.register_value(p.reg_itens)::jsonb @> jsonb_build_array(jsonb_build_object('sku', i.sku_externo))
      );

    insert into hub.pedido_item as i (pedido_id, sku_externo, sku_interno, quantidade)
    select item.pedido_id, item.sku_externo, item.sku_interno, item.quantidade
    from processing.items_of(p_antigos) as item
    on conflict (pedido_id, sku_externo) do update
    set sku_interno = excluded.sku_interno, quantidade = excluded.quantidade
    where i.sku_interno is distinct from excluded.sku_interno
      or i.quantidade <> excluded.quantidade;
  end if;
end
$$;
