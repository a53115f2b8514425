-- notifications.settle_uncertain(p_id, p_lock_version, p_erro)
--   The provider was called and did not answer: the notice is INCERTA. It is never resent by itself; a person decides.
--   Returns      false when the lease was lost, and then nothing was written
--   Writes       hub.integracao_outbox, hub.notificacao
--   Concurrency  optimistic: only while the lease is p_lock_version's
create or replace function notifications.settle_uncertain(p_id bigint, p_lock_version int, p_erro text)
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
    return false;
  end if;
  return notifications.mark_uncertain(p_id, p_erro);
end
$$;
