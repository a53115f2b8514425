-- notifications.announce_ready(p_pedidos, p_agora)
--   Creates one automatic pick-up notice, and its outbox row, for each of these orders that is PRONTO and never had one. Where the
--   tenant wants one notice a pack, the first order that is PRONTO gets it, and those that travel with it get none.
--   An order whose state was old when it was first read, and has not changed since, gets none, and sem_aviso says so.
--   The unique indexes notificacao_automatica_key and notificacao_pacote_key keep it once for ever, not this function.
--   Returns      how many notices were created
--   Reads        hub.pedido, hub.tenant, hub.pedido_marketplace, hub.integracao_evento
--   Writes       hub.notificacao, hub.integracao_outbox, hub.pedido (sem_aviso)
--   Concurrency  the caller holds the orders' row locks
--   The orders are read by key into a CTE first. If they were filtered in place, PostgreSQL would look their status up in its
--   index, and read every order that was ever ready.
create or replace function notifications.announce_ready(p_pedidos bigint[], p_agora timestamptz)
returns int
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
as $$
declare
  v_total int;
begin
  with ready as materialized (
    select
      p.id, p.tenant_id, p.canal, p.status, p.ultimo_evento_id,
      coalesce(
        to_timestamp(
          greatest(
            processing.register_version(p.reg_status_pedido), processing.register_version(p.reg_status_envio),
            processing.register_version(p.reg_etiqueta)
          ) / 1000.0
        ) < reading.antigo_ate,
        false
      ) as old,
      reading.pacote
    from hub.pedido as p
    left join lateral (
      select m.antigo_ate, m.pack_id || '/' || m.envio_id as pacote
      from hub.pedido_marketplace as m
      where p.status = 'PRONTO'
        and m.tenant_id = p.tenant_id
        and m.canal = p.canal
        and m.external_id = p.external_id
      limit 1
    ) as reading on true
    where p.id = any (p_pedidos)
  ),
  silenced as (
    update hub.pedido as p
    set sem_aviso = 'LEITURA_ANTIGA'
    from ready
    where p.id = ready.id
      and ready.status = 'PRONTO'
      and ready.old
  ),
  notice as (
    insert into hub.notificacao as n (tenant_id, pedido_id, meio, pacote, criado_em)
    select ready.tenant_id, ready.id, t.meio_aviso, case when t.aviso_por_pacote then ready.pacote end, p_agora
    from ready
    join hub.tenant as t on t.id = ready.tenant_id
    where ready.status = 'PRONTO'
      and not ready.old
    on conflict do nothing
    returning n.id, n.pedido_id
  ),
  queued as (
    insert into hub.integracao_outbox as o (id, evento_id, tenant_id, canal, destino, faixa, trace_id, criado_em)
    select
      notice.id, ready.ultimo_evento_id, ready.tenant_id, ready.canal, 'NOTIFICAR',
      256 + (select t.faixa from hub.tenant as t where t.id = ready.tenant_id), e.trace_id, p_agora
    from notice
    join ready on ready.id = notice.pedido_id
    left join lateral (
      select last_event.trace_id
      from hub.integracao_evento as last_event
      where last_event.id = ready.ultimo_evento_id
      limit 1
    ) as e on true
    returning o.id
  )
  select count(*)
  into v_total
  from queued;
  return v_total;
end
$$;
