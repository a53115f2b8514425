-- notifications.settle_refused(p_id, p_lock_version, p_sqlstate, p_erro, p_worker, p_backoff, p_agora)
--   The provider has certainly not sent the notice (it refused it, or was never reached): it waits and is tried again, as
--   relay.settle_failure decides. Out of attempts, the notice is FALHOU and its outbox row MORTO.
--   p_sqlstate names a transient cause that spends no attempt (08001: could not connect; 53400: too many requests).
--   If the lease was lost, the answer is settled by notifications.settle_late.
--   Returns      the outbox row's new status; null when the lease was lost
--   Writes       hub.notificacao, and as relay.settle_failure and notifications.settle_late
--   Concurrency  optimistic: only while the lease is p_lock_version's
create or replace function notifications.settle_refused(
  p_id bigint,
  p_lock_version int,
  p_sqlstate text,
  p_erro text,
  p_worker text,
  p_backoff interval[],
  p_agora timestamptz default clock_timestamp()
)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
  v_status constant text := relay.settle_failure(p_id, p_lock_version, p_sqlstate, p_erro, p_worker, p_backoff, p_agora);
begin
  if v_status is not null then
    update hub.notificacao as n
    set
      status = case when v_status = 'MORTO' then 'FALHOU' else 'PENDENTE' end,
      erro = relay.safe_error(p_erro),
      iniciada_em = null
    where n.id = p_id;
  else
    perform notifications.settle_late(p_id, p_lock_version, false, null, p_erro, p_agora);
  end if;
  return v_status;
end
$$;
