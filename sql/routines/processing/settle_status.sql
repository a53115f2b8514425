-- processing.settle_status(p_pedidos, p_agora)
--   The status of these orders from their registers and the hub's own acts, first match wins: picked up (here, or by
--   an external status mapped to RETIRADO) is RETIRADO, for good; an external status mapped to CANCELADO is CANCELADO;
--   ready once stays PRONTO; label there, every item and status mapped, recipient known is PRONTO and sets ready_at,
--   once; else RECEBIDO.
--   Returns      the orders whose status changed
--   Reads        hub.pedido_item, hub.mapeamento_status
--   Writes       hub.pedido (status, ready_at, picked_up_at, cancelado_em)
--   Concurrency  the caller holds the orders' row locks
create or replace function processing.settle_status(p_pedidos bigint[], p_agora timestamptz)
returns bigint[]
language sql
volatile
set search_path = ''
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
  with avaliado as materialized (
    select
      p.id,
      case
        when p.picked_up_at is not null then 'RETIRADO'
        when externo.cancelado then 'CANCELADO'
        when externo.retirado then 'RETIRADO'
        when p.ready_at is not null then 'PRONTO'
        when p.reg_etiqueta is not null
          and p.destinatario_nome is not null
          and not coalesce(externo.falta, false)
          and item.completos then 'PRONTO'
        else 'RECEBIDO'
      end as status
    from hub.pedido as p
    cross join lateral (
      select
        bool_or(m.status_interno = 'RETIRADO') as retirado,
        bool_or(m.status_interno = 'CANCELADO') as cancelado,
        bool_or(m.status_interno is null) as falta
      from (values (p.reg_status), (p.reg_status_pedido), (p.reg_status_envio)) as r (registro)
      left join lateral processing.map_status(p.tenant_id, p.canal, substr(r.registro, 19)) as m on true
      where r.registro is not null
    ) as externo
    cross join lateral (
      select bool_and(i.sku_interno is not null) as completos
      from hub.pedido_item as i
      where i.pedido_id = p.id
    ) as item
    where p.id = any (p_pedidos)
  ),
  mudado as (
    update hub.pedido as p
    set
      status = avaliado.status,
      ready_at = case when avaliado.status = 'PRONTO' then coalesce(p.ready_at, p_agora) else p.ready_at end,
      picked_up_at = case when avaliado.status = 'RETIRADO' then coalesce(p.picked_up_at, p_agora) end,
      cancelado_em = case when avaliado.status = 'CANCELADO' then coalesce(p.cancelado_em, p_agora) end
    from avaliado
    where p.id = avaliado.id
      and p.status <> avaliado.status
    returning p.id
  )
  select coalesce(array_agg(mudado.id), '{}')
  from mudado
$$;
