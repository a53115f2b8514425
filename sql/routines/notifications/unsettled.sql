-- notifications.unsettled(p_pedido)
--   Lists the notices of an order that may still reach its recipient, or may have: PENDENTE, ENVIANDO, INCERTA. If the order's pack
--   has one notice, it is among them, whichever order of the pack it belongs to.
--   Returns      id, origem and status of each, the one that has to be decided first on top
--   Reads        hub.notificacao, hub.pedido, hub.pedido_marketplace
--   Concurrency  the caller holds the order's row lock
create or replace function notifications.unsettled(p_pedido bigint)
returns table (id bigint, origem text, status text)
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
  select notice.id, notice.origem::text, notice.status::text
  from (
    select n.id, n.origem, n.status
    from hub.notificacao as n
    where n.pedido_id = p_pedido
    union
    select n.id, n.origem, n.status
    from hub.pedido as p
    join hub.pedido_marketplace as m
      on m.tenant_id = p.tenant_id and m.canal = p.canal and m.external_id = p.external_id
    join hub.notificacao as n
      on n.tenant_id = m.tenant_id and n.pacote = m.pack_id || '/' || m.envio_id and n.origem = 'AUTOMATICA'
    where p.id = p_pedido
  ) as notice
  where notice.status in ('PENDENTE', 'ENVIANDO', 'INCERTA')
  order by notice.status = 'INCERTA' desc, notice.status = 'ENVIANDO' desc, notice.id desc
$$;
