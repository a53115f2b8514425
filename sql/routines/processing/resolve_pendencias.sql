-- processing.resolve_pendencias()
--   Close the pending mappings that have a mapping by now, and release exactly the events that waited for nothing else.
--   Returns      how many events were released
--   Writes       hub.pendencia_mapeamento, hub.pendencia_evento, and as relay.release_events
--   Concurrency  the caller holds the exclusive release lock
create or replace function processing.resolve_pendencias()
returns int
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_pendencias constant bigint[] := processing.resolvable_pendencias();
  v_eventos bigint[];
begin
  update hub.pendencia_mapeamento as p
  set resolvida_em = clock_timestamp()
  where p.id = any (v_pendencias);

  with solto as (
    delete from hub.pendencia_evento as pe
    where pe.pendencia_id = any (v_pendencias)
    returning pe.evento_id
  )
  select array_agg(distinct solto.evento_id) into v_eventos from solto;

  return relay.release_events(
    array(
      select e.id
      from unnest(v_eventos) as e (id)
      where not exists (select from hub.pendencia_evento as pe where pe.evento_id = e.id)
    )
  );
end
$$;
