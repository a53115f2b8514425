-- notifications.announce_ready(p_pedidos, p_agora)
--   One automatic pick-up notice, and its outbox row, for each of these orders that is PRONTO and never had one.
--   The unique index notificacao_automatica_key, not this function, is what makes it once for ever.
--   Returns      how many notices were created
--   Reads        hub.pedido, hub.tenant, hub.integracao_evento
--   Writes       hub.notificacao, hub.integracao_outbox
--   Concurrency  the caller holds the orders' row locks
create or replace function notifications.announce_ready(p_pedidos bigint[], p_agora timestamptz)
returns int
language sql
volatile
set search_path = ''
as $$
  with aviso as (
    insert into hub.notificacao as n (tenant_id, pedido_id, meio, criado_em)
    select p.tenant_id, p.id, t.meio_aviso, p_agora
    from hub.pedido as p
    join hub.tenant as t on t.id = p.tenant_id
    where p.id = any (p_pedidos)
      and p.status = 'PRONTO'
    on conflict (pedido_id, tipo) where origem = 'AUTOMATICA' do nothing
    returning n.id, n.pedido_id
  ),
  enfileirado as (
    insert into hub.integracao_outbox as o (id, evento_id, tenant_id, canal, destino, trace_id, criado_em)
    select aviso.id, p.ultimo_evento_id, p.tenant_id, p.canal, 'NOTIFICAR', e.trace_id, p_agora
    from aviso
    join hub.pedido as p on p.id = aviso.pedido_id
    left join hub.integracao_evento as e on e.id = p.ultimo_evento_id
    returning o.id
  )
  select count(*)::int
  from enfileirado
$$;
