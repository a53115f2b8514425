-- search.events_stray(p_status, p_quantos)
--   Of the newest p_quantos events those that have one of these statuses, wait, and have no row in the outbox: what the
--   sweep has not put back yet (relay.sweep_strays).
--   Returns      ids, in no order
--   Reads        hub.integracao_evento, hub.integracao_outbox, with the caller's rights
--   Concurrency  none
create or replace function search.events_stray(p_status text[], p_quantos int default 200)
returns bigint[]
language sql
stable
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
  select coalesce(array_agg(novo.id), '{}')
  from (
    select e.id, e.status
    from hub.integracao_evento as e
    -- By their ids: whose session sees few tenants would read back to the last of theirs.
    where e.id >= (select search.first_event_since('infinity')) - p_quantos
  ) as novo
  where novo.status = any (p_status)
    and novo.status in ('RECEBIDO', 'ERRO', 'MORTO', 'MAPEAMENTO', 'ESTACIONADO')
    and not exists (select from hub.integracao_outbox as o where o.id = novo.id)
$$;
