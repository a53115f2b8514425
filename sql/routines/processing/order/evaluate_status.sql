-- processing.evaluate_status(p_pedidos)
--   What the status of these orders should be, from their registers and from what people did here; REGISTERS.md lists
--   the rules in their order.
--   Each external status and store is looked up once a batch, and an order's logistic.type only where all else lets it
--   be ready. avaliado is materialized: merged with the query that reads it, its look-ups would be made twice. Hash
--   joins are allowed here: only CTEs are joined.
--   Returns      ids and situacoes of the orders whose status changes
--   Reads        hub.pedido, hub.pedido_item, hub.pedido_marketplace, hub.tenant, hub.mapeamento_status
--   Concurrency  none
create or replace function processing.evaluate_status(p_pedidos bigint[], out ids bigint[], out situacoes text[])
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_mergejoin = off
as $$
begin
  with lido as materialized (
    select
      p.id, p.tenant_id, p.canal, p.external_id, p.status,
      p.picked_up_at is not null as retirado,
      p.ready_at is not null as pronto,
      p.reg_etiqueta is not null and p.destinatario_nome is not null as completo,
      processing.register_value(p.reg_status) collate "default" as externo,
      processing.register_value(p.reg_status_pedido) collate "default" as externo_pedido,
      processing.register_value(p.reg_status_envio) collate "default" as externo_envio
    from hub.pedido as p
    where p.id = any (p_pedidos)
  ),
  mapa as materialized (
    select d.tenant_id, d.canal, d.valor, m.status_interno
    from (
      select distinct lido.tenant_id, lido.canal, externo.valor
      from lido
      cross join lateral (values (lido.externo), (lido.externo_pedido), (lido.externo_envio)) as externo (valor)
      where externo.valor is not null
    ) as d
    left join lateral processing.map_status(d.tenant_id, d.canal, d.valor) as m on true
  ),
  loja as materialized (
    select t.id, t.logisticas_fora
    from hub.tenant as t
    where t.id in (select lido.tenant_id from lido where lido.externo_envio is not null)
  ),
  avaliado as materialized (
    select
      lido.id,
      lido.status,
      case
        when lido.retirado then 'RETIRADO'
        when 'CANCELADO' in (a.status_interno, b.status_interno, c.status_interno) then 'CANCELADO'
        when 'RETIRADO' in (a.status_interno, b.status_interno, c.status_interno) then 'RETIRADO'
        when lido.pronto then 'PRONTO'
        when lido.completo
          and (lido.externo is null or a.status_interno is not null)
          and (lido.externo_pedido is null or b.status_interno <> 'RECEBIDO')
          and (lido.externo_envio is null or c.status_interno <> 'RECEBIDO')
          and (select bool_and(i.sku_interno is not null) from hub.pedido_item as i where i.pedido_id = lido.id)
          and (
            lido.externo_envio is null
            or (
              select m.logistica = any (loja.logisticas_fora)
              from hub.pedido_marketplace as m
              where m.tenant_id = lido.tenant_id
                and m.canal = lido.canal
                and m.external_id = lido.external_id
            ) is not true
          )
          then 'PRONTO'
        else 'RECEBIDO'
      end as situacao
    from lido
    left join mapa as a on (a.tenant_id, a.canal, a.valor) = (lido.tenant_id, lido.canal, lido.externo)
    left join mapa as b on (b.tenant_id, b.canal, b.valor) = (lido.tenant_id, lido.canal, lido.externo_pedido)
    left join mapa as c on (c.tenant_id, c.canal, c.valor) = (lido.tenant_id, lido.canal, lido.externo_envio)
    left join loja on loja.id = lido.tenant_id
  )
  select coalesce(array_agg(avaliado.id), '{}'), coalesce(array_agg(avaliado.situacao), '{}')
  into ids, situacoes
  from avaliado
  where avaliado.situacao <> avaliado.status;
end
$$;
