-- relay.settle_failure(p_id, p_lock_version, p_sqlstate, p_erro, p_worker, p_backoff, p_agora)
--   Decides when a row that failed is tried again, as relay.settle_failures does for many.
--   p_lock_version is the lease's; null when the caller holds the row's lock in this transaction.
--   Returns      the row's new status; null when the lease was lost, and then nothing was written
--   Reads        hub.integracao_outbox
--   Writes       as relay.settle_failures
--   Concurrency  optimistic: a worker that outlived its lease settles nothing
create or replace function relay.settle_failure(
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
begin
  if p_lock_version is not null then
    perform
    from hub.integracao_outbox as o
    where o.id = p_id
      and o.status = 'EM_ANDAMENTO'
      and o.lock_version = p_lock_version
    for update;
    if not found then
      return null;
    end if;
  end if;
  return relay.settle_failures(array[p_id], array[p_sqlstate], array[p_erro], p_worker, p_backoff, p_agora) -> 0 ->> 'status';
end
$$;
