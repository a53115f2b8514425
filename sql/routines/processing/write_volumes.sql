-- processing.write_volumes(p_pedidos)
--   Make the volume of these orders what their registers say; its status follows the order's.
--   Reads        hub.pedido
--   Writes       hub.volume
--   Concurrency  the caller holds the orders' row locks
create or replace function processing.write_volumes(p_pedidos bigint[])
returns void
language sql
volatile
set search_path = ''
as $$
  insert into hub.volume (pedido_id, numero, etiqueta_externa, peso, dimensoes, status)
  select
    p.id, 1, substr(p.reg_etiqueta, 19), substr(p.reg_peso, 19)::numeric, substr(p.reg_dimensoes, 19)::jsonb, p.status
  from hub.pedido as p
  where p.id = any (p_pedidos)
  on conflict (pedido_id, numero) do update
  set
    etiqueta_externa = excluded.etiqueta_externa,
    peso = excluded.peso,
    dimensoes = excluded.dimensoes,
    status = excluded.status,
    updated_at = now()
$$;
