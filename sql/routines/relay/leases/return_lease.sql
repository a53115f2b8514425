-- relay.return_lease(p_ids, p_lock_versions)
--   Hands back leases that were not used: a relay that stops in order leaves nothing to expire.
--   Returns      how many were handed back; lost leases are skipped
--   Writes       hub.integracao_outbox
--   Concurrency  optimistic: only while the lease is the caller's
create or replace function relay.return_lease(p_ids bigint[], p_lock_versions int[])
returns int
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  with handed_back as (
    update hub.integracao_outbox as o
    set status = 'PENDENTE', bloqueado_por = null, bloqueado_ate = null
    from unnest(p_ids, p_lock_versions) as lease(id, lock_version)
    where o.id = lease.id
      and o.lock_version = lease.lock_version
      and o.status = 'EM_ANDAMENTO'
    returning o.id
  )
  select count(*)::int
  from handed_back
$$;
