-- notifications.readdress(p_limite, p_agora)
--   Once a minute: queues automatic notices of the last week again that had nowhere to go, if their order is still PRONTO and has by
--   now what was missing. It leaves alone a notice of which a person has sent another. None of them ever left, so nobody is told
--   twice. It looks at the newest p_limite only, so that a store without telephones costs next to nothing.
--   Returns      how many were queued
--   Reads        hub.tenant, hub.pedido
--   Writes       hub.notificacao (status, erro, sem_destino_em), hub.integracao_outbox
--   Concurrency  the notices' row locks, skip locked
create or replace function notifications.readdress(p_limite int default 1000, p_agora timestamptz default clock_timestamp())
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_ids constant bigint[] := array(
    select n.id
    from hub.tenant as t
    cross join lateral (
      select s.id, s.pedido_id, s.meio
      from hub.notificacao as s
      where s.tenant_id = t.id
        and s.sem_destino_em is not null
        and s.status = 'SEM_DESTINO'
        and s.origem = 'AUTOMATICA'
        and s.criado_em > p_agora - interval '7 days'
      order by s.id desc
      limit p_limite
    ) as n
    join hub.pedido as p on p.id = n.pedido_id and p.status = 'PRONTO'
    cross join lateral notifications.destination(n.meio::text, p.destinatario_telefone) as address
    where address.falta is null
      and not exists (select from hub.notificacao as another where another.pedido_id = n.pedido_id and another.id > n.id)
    limit p_limite
  );
  v_queued int;
begin
  with free as (
    select n.id
    from hub.notificacao as n
    where n.id = any (v_ids)
      and n.status = 'SEM_DESTINO'
    for update skip locked
  ),
  back as (
    update hub.notificacao as n
    set status = 'PENDENTE', erro = null, sem_destino_em = null
    from free
    where n.id = free.id
    returning n.id, n.tenant_id, n.pedido_id
  ),
  queued as (
    insert into hub.integracao_outbox as o (id, evento_id, tenant_id, canal, destino, trace_id, criado_em)
    select back.id, p.ultimo_evento_id, p.tenant_id, p.canal, 'NOTIFICAR', gen_random_uuid(), p_agora
    from back
    join hub.pedido as p on p.id = back.pedido_id
    returning o.id
  )
  select count(*)::int into v_queued from queued;
  if v_queued > 0 then
    perform relay.wake();
  end if;
  return v_queued;
end
$$;
