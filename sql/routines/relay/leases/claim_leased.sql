-- relay.claim_leased(p_base, p_limite, p_worker, p_lease, p_agora)
--   Leases up to p_limite rows to one worker, for work that leaves the database. Commit before that work begins, and settle with
--   the lock_version that is returned: see ../LEASES.md.
--   Writes       hub.integracao_outbox (status, lock_version, bloqueado_por, bloqueado_ate)
--   Concurrency  as relay.claim_rows
create or replace function relay.claim_leased(
  p_base int,
  p_limite int,
  p_worker text,
  p_lease interval,
  p_agora timestamptz default clock_timestamp()
)
returns table (id bigint, lock_version int, tenant_id bigint, evento_id bigint, trace_id uuid)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_ids constant bigint[] := relay.claim_rows(p_base, p_limite, p_agora);
begin
  return query
  update hub.integracao_outbox as o
  set
    status = 'EM_ANDAMENTO',
    lock_version = o.lock_version + 1,
    bloqueado_por = p_worker,
    bloqueado_ate = p_agora + p_lease
  where o.id = any (v_ids)
  returning o.id, o.lock_version, o.tenant_id, o.evento_id, o.trace_id;
end
$$;
