-- processing.volume_of(p_pedidos)
--   The volume that the registers of these orders hold, with the order's status.
--   Inlined      without a search_path of its own, so that the planner puts it in place of the call
--   Reads        hub.pedido
--   Concurrency  none
create or replace function processing.volume_of(p_pedidos bigint[])
returns table (pedido_id bigint, etiqueta_externa text, peso numeric, dimensoes jsonb, status text)
language sql
stable
as $$
  select
    p.id, processing.register_value(p.reg_etiqueta), processing.register_value(p.reg_peso)::numeric, processing.register_value(p.reg_dimensoes)::jsonb, p.status
  from hub.pedido as p
  where p.id = any (p_pedidos)
$$;
