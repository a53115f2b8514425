-- relay.release_events(p_ids)
--   Releases parked rows: what they waited for has come. Leaves alone rows that do not wait, and rows that somebody else has
--   locked.
--   Returns      the ids of those that were released
--   Writes       hub.integracao_outbox, hub.integracao_evento (status)
--   Concurrency  skip locked: waits for nobody
create or replace function relay.release_events(p_ids bigint[])
returns bigint[]
language plpgsql
volatile
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
  v_free bigint[];
begin
  v_ids := array(
    select o.id
    from hub.integracao_outbox as o
    where o.id = any (p_ids)
      and o.status = 'AGUARDANDO'
      and o.motivo in ('MAPEAMENTO', 'ESTACIONADO', 'REAUTORIZAR')
    for no key update skip locked
  );
  v_free := array(
    select e.id
    from hub.integracao_evento as e
    where e.id = any (v_ids)
    for no key update skip locked
  );
  v_ids := array(
    select i.id
    from unnest(v_ids) as i (id)
    where i.id = any (v_free)
      or not exists (select from hub.integracao_evento as e where e.id = i.id)
  );
  if v_ids = '{}' then
    return v_ids;
  end if;

  update hub.integracao_outbox as o
  set status = 'PENDENTE', motivo = null, proxima_tentativa_em = null
  where o.id = any (v_ids);
  update hub.integracao_evento as e
  set status = 'RECEBIDO'
  where e.id = any (v_ids);
  perform relay.wake();
  return v_ids;
end
$$;
