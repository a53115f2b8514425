-- processing.was_picked_up_here(p_pedido)
--   Whether a person noted the order's pick-up here and nobody has undone it, by the last entry of the audit.
--   Reads        hub.auditoria
--   Concurrency  none
create or replace function processing.was_picked_up_here(p_pedido bigint)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (
      select a.acao = 'pedido.retirar'
      from hub.auditoria as a
      where a.objeto = 'pedido'
        and a.objeto_id = p_pedido::text
        and a.acao in ('pedido.retirar', 'pedido.desfazer_entrega')
      order by a.id desc
      limit 1
    ),
    false
  )
$$;
