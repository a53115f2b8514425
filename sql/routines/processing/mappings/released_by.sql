-- processing.released_by(p_pendencias)
--   The events that are released when these pending mappings are resolved: those that wait for nothing else.
--   Returns      their ids, sorted
--   Reads        hub.pendencia_evento, hub.integracao_outbox
--   Concurrency  none
create or replace function processing.released_by(p_pendencias bigint[])
returns bigint[]
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
  select coalesce(array_agg(distinct pe.evento_id order by pe.evento_id), '{}')
  from hub.pendencia_evento as pe
  join hub.integracao_outbox as o on o.id = pe.evento_id
  where pe.pendencia_id = any (p_pendencias)
    and o.status = 'AGUARDANDO'
    and not exists (
      select
      from hub.pendencia_evento as outra
      where outra.evento_id = pe.evento_id
        and outra.pendencia_id <> all (p_pendencias)
    )
$$;
