-- relay.release_events(p_ids)
--   Let parked rows go: what they waited for has come. Rows that do not wait are left alone.
--   Returns      how many were released
--   Writes       hub.integracao_outbox, hub.integracao_evento (status)
--   Concurrency  the caller holds the exclusive release lock
create or replace function relay.release_events(p_ids bigint[])
returns int
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_soltos bigint[];
begin
  with solta as (
    update hub.integracao_outbox as o
    set status = 'PENDENTE', motivo = null, proxima_tentativa_em = null
    where o.id = any (p_ids)
      and o.status = 'AGUARDANDO'
      and o.motivo in ('MAPEAMENTO', 'ESTACIONADO', 'REAUTORIZAR')
    returning o.id
  )
  select array_agg(solta.id) into v_soltos from solta;

  update hub.integracao_evento as e
  set status = 'RECEBIDO'
  where e.id = any (v_soltos);

  perform relay.wake();
  return coalesce(cardinality(v_soltos), 0);
end
$$;
