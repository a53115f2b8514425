-- mercado_livre.claim(p_worker, p_limite, p_lease, p_agora)
--   Lease fetch requests, one a resource. Whatever else waits for the same resource is served by the same fetch, which
--   begins after this: its events become DUPLICADO of the one that is leased. Requests of a tenant whose flag is off, or
--   whose seller must authorize the application again, are parked instead.
--   Returns      one row a lease: what to fetch, for whom, and how often the row was postponed
--   Writes       hub.integracao_outbox, hub.integracao_evento (status, duplicado_de)
--   Concurrency  as relay.claim_leased; commit before the marketplace is asked
create or replace function mercado_livre.claim(
  p_worker text,
  p_limite int,
  p_lease interval,
  p_agora timestamptz default clock_timestamp()
)
returns table (
  id bigint,
  lock_version int,
  recurso text,
  tenant_id bigint,
  conector_id bigint,
  client_id text,
  user_id text,
  pede_documento boolean,
  origem text,
  trace_id uuid,
  adiamentos int
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
  v_ids bigint[];
  v_outside bigint[];
begin
  perform relay.share_release_lock();
  v_ids := array(select lease.id from relay.claim_leased(512, p_limite, p_worker, p_lease, p_agora) as lease);
  if v_ids = '{}' then
    return;
  end if;

  v_outside := relay.paused_events(v_ids);
  perform relay.hold_events(v_outside, 'ESTACIONADO');
  v_ids := array(select i from unnest(v_ids) as i where i <> all (v_outside));

  v_outside := array(
    select o.id
    from hub.integracao_outbox as o
    where o.id = any (v_ids)
      and not exists (
        select
        from hub.integracao_conector as c
        where c.tenant_id = o.tenant_id
          and c.canal = o.canal
          and c.status = 'ATIVO'
          and c.client_id is not null
          and c.user_id is not null
      )
  );
  perform relay.hold_events(v_outside, 'REAUTORIZAR');
  v_ids := mercado_livre.absorb(array(select i from unnest(v_ids) as i where i <> all (v_outside)), p_agora);

  return query
  select
    o.id, o.lock_version, o.recurso::text, o.tenant_id, c.id, c.client_id::text, c.user_id, t.pede_documento,
    e.origem::text, o.trace_id, o.adiamentos::int
  from hub.integracao_outbox as o
  join hub.integracao_evento as e on e.id = o.evento_id
  join hub.integracao_conector as c on c.tenant_id = o.tenant_id and c.canal = o.canal
  join hub.tenant as t on t.id = o.tenant_id
  where o.id = any (v_ids);
end
$$;
