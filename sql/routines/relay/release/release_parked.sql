-- relay.release_parked(p_tenant, p_canal, p_motivo, p_depois, p_limite)
--   Releases the next rows that wait for a tenant's flag or seller, from p_depois on.
--   Returns      vistos: how many it looked at; soltos: how many it released; ultimo: where the next call begins, 0 at the end
--   Writes       as relay.release_events
--   Concurrency  as relay.release_events
create or replace function relay.release_parked(
  p_tenant bigint,
  p_canal text,
  p_motivo text,
  p_depois bigint,
  p_limite int,
  out vistos int,
  out soltos int,
  out ultimo bigint
)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
as $$
declare
  v_ids constant bigint[] := array(
    select o.id
    from hub.integracao_outbox as o
    where o.tenant_id = p_tenant
      and o.status = 'AGUARDANDO'
      and o.motivo = p_motivo
      and o.canal = p_canal
      and o.id > p_depois
    order by o.id
    limit p_limite
  );
begin
  vistos := cardinality(v_ids);
  soltos := cardinality(relay.release_events(v_ids));
  ultimo := case when vistos < p_limite then 0 else v_ids[vistos] end;
end
$$;
