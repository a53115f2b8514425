-- notifications.settle_sent(p_id, p_lock_version, p_texto, p_provedor_id, p_agora)
--   The provider has taken the notice: it is ENVIADA, and its outbox row is finished. If the lease was lost, the answer is settled
--   by notifications.settle_late.
--   Returns      false when the lease was lost, and the notice is not ENVIADA by this
--   Writes       hub.integracao_outbox, hub.notificacao, and as notifications.settle_late
--   Concurrency  optimistic: only while the lease is p_lock_version's
create or replace function notifications.settle_sent(
  p_id bigint,
  p_lock_version int,
  p_texto text,
  p_provedor_id text,
  p_agora timestamptz default clock_timestamp()
)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
  delete from hub.integracao_outbox as o
  where o.id = p_id
    and o.lock_version = p_lock_version
    and o.status = 'EM_ANDAMENTO';
  if not found then
    return notifications.settle_late(p_id, p_lock_version, true, p_provedor_id, null, p_agora);
  end if;
  update hub.notificacao as n
  set status = 'ENVIADA', enviada_em = p_agora, texto = p_texto, provedor_id = p_provedor_id, erro = null
  where n.id = p_id;
  return true;
end
$$;
