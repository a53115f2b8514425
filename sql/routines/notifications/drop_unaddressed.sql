-- notifications.drop_unaddressed(p_avisos, p_agora)
--   Makes those of these notices SEM_DESTINO that have nowhere to go, and notes what is missing. They are finished: a person sends
--   another once the order has what was missing, or notifications.readdress queues them again.
--   Returns      the notices that are SEM_DESTINO
--   Reads        hub.pedido
--   Writes       hub.notificacao (status, erro, sem_destino_em)
--   Concurrency  the caller holds the notices' outbox rows, and deletes those of what is returned
create or replace function notifications.drop_unaddressed(p_avisos bigint[], p_agora timestamptz)
returns bigint[]
language sql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
  with dropped as (
    update hub.notificacao as n
    set status = 'SEM_DESTINO', sem_destino_em = p_agora, erro = missing.falta
    from (
      select notice.id, d.falta
      from hub.notificacao as notice
      cross join lateral notifications.destination(
        notice.meio::text, (select p.destinatario_telefone from hub.pedido as p where p.id = notice.pedido_id)
      ) as d
      where notice.id = any (p_avisos)
        and d.falta is not null
    ) as missing
    where n.id = missing.id
    returning n.id
  )
  select coalesce(array_agg(dropped.id), '{}')
  from dropped
$$;
