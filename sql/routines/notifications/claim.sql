-- notifications.claim(p_worker, p_limite, p_lease, p_agora)
--   Lease notices that wait to be sent, with all that a driver needs. A notice whose order was cancelled meanwhile is
--   not handed out: see notifications.drop_cancelled.
--   Returns      id, lock_version, tenant_id, evento_id, trace_id, meio, destinatario (a telephone, or null), texto
--   Writes       hub.integracao_outbox, and as notifications.drop_cancelled
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
  texto text
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_leases constant jsonb := (
    select jsonb_agg(to_jsonb(lease))
    from relay.claim_leased(256, p_limite, p_worker, p_lease, p_agora) as lease
  );
  v_cancelados bigint[];
begin
  v_cancelados := notifications.drop_cancelled(
    array(select lease.id from jsonb_to_recordset(v_leases) as lease (id bigint))
  );
  delete from hub.integracao_outbox as o
  where o.id = any (v_cancelados);

  return query
  select
    lease.id, lease.lock_version, lease.tenant_id, lease.evento_id, lease.trace_id,
    n.meio::text, p.destinatario_telefone, notifications.render(n.pedido_id, n.pacote)
  from jsonb_to_recordset(v_leases)
    as lease (id bigint, lock_version int, tenant_id bigint, evento_id bigint, trace_id uuid)
  join hub.notificacao as n on n.id = lease.id
  join hub.pedido as p on p.id = n.pedido_id
  where n.status <> 'CANCELADA';
end
$$;
