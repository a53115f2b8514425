-- notifications.settle_local(p_ids, p_lock_versions, p_agora)
--   The local driver: writes down what would have been sent and finishes the notices, in one transaction. Nothing leaves the
--   database, so these notices are REGISTRADA: never INCERTA, and never shown as sent.
--   Returns      how many were finished; lost leases are skipped
--   Writes       hub.aviso_local, hub.integracao_outbox, hub.notificacao
--   Concurrency  optimistic: only while the lease is the caller's
create or replace function notifications.settle_local(
  p_ids bigint[],
  p_lock_versions int[],
  p_agora timestamptz default clock_timestamp()
)
returns int
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
  with done as (
    delete from hub.integracao_outbox as o
    using unnest(p_ids, p_lock_versions) as lease (id, lock_version)
    where o.id = lease.id
      and o.lock_version = lease.lock_version
      and o.status = 'EM_ANDAMENTO'
    returning o.id
  ),
  noted as (
    update hub.notificacao as n
    set status = 'REGISTRADA', registrada_em = p_agora, texto = notifications.render(n.pedido_id, n.pacote), erro = null
    from done
    where n.id = done.id
    returning n.id, n.meio, n.pedido_id, n.texto
  ),
  recorded as (
    insert into hub.aviso_local as a (notificacao_id, meio, destinatario, texto, criado_em)
    select noted.id, noted.meio, address.destino, noted.texto, p_agora
    from noted
    cross join lateral notifications.destination(
      noted.meio::text, (select p.destinatario_telefone from hub.pedido as p where p.id = noted.pedido_id)
    ) as address
    returning a.notificacao_id
  )
  select count(*)::int
  from recorded
$$;
