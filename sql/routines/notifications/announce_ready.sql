-- notifications.announce_ready(p_pedidos, p_agora)
--   One automatic pick-up notice, and its outbox row, for each of these orders that is PRONTO and never had one.
--   The unique index notificacao_automatica_key, not this function, is what makes it once for ever.
--   Returns      how many notices were created
--   Reads        hub.pedido, hub.tenant, hub.integracao_evento
--   Writes       hub.notificacao, hub.integracao_outbox
--   Concurrency  the caller holds the orders' row locks
--   The orders are read by key into a CTE first: filtered in place, their status would be looked up in its index, and
--   every order that was ever ready with it.
create or replace function notifications.announce_ready(p_pedidos bigint[], p_agora timestamptz)
returns int
language sql
volatile
set search_path = ''
set enable_hashjoin = on
as $$
  with pronto as materialized (
    select p.id, p.tenant_id, p.canal, p.status, p.ultimo_evento_id
    from hub.pedido as p
    where p.id = any (p_pedidos)
  ),
  aviso as (
    insert into hub.notificacao as n (tenant_id, pedido_id, meio, criado_em)
    select pronto.tenant_id, pronto.id, t.meio_aviso, p_agora
    from pronto
    join hub.tenant as t on t.id = pronto.tenant_id
    where pronto.status = 'PRONTO'
    on conflict (pedido_id, tipo) where origem = 'AUTOMATICA' do nothing
    returning n.id, n.pedido_id
  ),
  enfileirado as (
    insert into hub.integracao_outbox as o (id, evento_id, tenant_id, canal, destino, trace_id, criado_em)
    select aviso.id, pronto.ultimo_evento_id, pronto.tenant_id, pronto.canal, 'NOTIFICAR', e.trace_id, p_agora
    from aviso
    join pronto on pronto.id = aviso.pedido_id
    left join lateral (
      select evento.trace_id
      from hub.integracao_evento as evento
      where evento.id = pronto.ultimo_evento_id
      limit 1
    ) as e on true
    returning o.id
  )
  select count(*)::int
  from enfileirado
$$;
