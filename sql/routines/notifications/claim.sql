-- notifications.claim(p_worker, p_limite, p_lease, p_agora)
--   Leases notices that wait to be sent, with all that a driver needs. A notice whose order was cancelled or picked up meanwhile is
--   not handed out (notifications.drop_cancelled). One that has nowhere to go is settled here, whatever the driver
--   (notifications.drop_unaddressed): it is returned without destinatario, for the record, and is not leased.
--   Returns      id, lock_version, tenant_id, evento_id, trace_id, meio, destinatario, falta (what is missing where there is
--                no destinatario), texto
--   Writes       hub.integracao_outbox, and as notifications.drop_cancelled and notifications.drop_unaddressed
--   Concurrency  as relay.claim_leased; commit before the driver is called
create or replace function notifications.claim(
  p_worker text,
  p_limite int,
  p_lease interval,
  p_agora timestamptz default clock_timestamp()
)
returns table (
  id bigint,
  lock_version int,
  tenant_id bigint,
  evento_id bigint,
  trace_id uuid,
  meio text,
  destinatario text,
  falta text,
  texto text
)
language plpgsql
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
declare
  v_leases constant jsonb := (
    select jsonb_agg(to_jsonb(lease))
    from relay.claim_leased(256, p_limite, p_worker, p_lease, p_agora) as lease
  );
  v_ids constant bigint[] := array(select lease.id from jsonb_to_recordset(v_leases) as lease (id bigint));
  v_cancelled constant bigint[] := notifications.drop_cancelled(v_ids);
  v_unaddressed constant bigint[] := notifications.drop_unaddressed(
    array(select v.id from unnest(v_ids) as v (id) where v.id <> all (v_cancelled)), p_agora
  );
begin
  delete from hub.integracao_outbox as o
  where o.id = any (v_cancelled || v_unaddressed);

  return query
  select
    lease.id, lease.lock_version, lease.tenant_id, lease.evento_id, lease.trace_id,
    n.meio::text, address.destino, address.falta, notifications.render(n.pedido_id, n.pacote)
  from jsonb_to_recordset(v_leases)
    as lease (id bigint, lock_version int, tenant_id bigint, evento_id bigint, trace_id uuid)
  join hub.notificacao as n on n.id = lease.id
  cross join lateral notifications.destination(
    n.meio::text, (select p.destinatario_telefone from hub.pedido as p where p.id = n.pedido_id)
  ) as address
  where n.status <> 'CANCELADA';
end
$$;
