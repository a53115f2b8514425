-- search.events_stray(p_status, p_quantos)
--   Finds, among the newest p_quantos events, those that have one of these statuses, wait, and have no row in the outbox: what
--   relay.sweep_strays has not put back yet.
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
    -- Read by their ids: a session that sees few tenants would otherwise read back to the last event of theirs. Under
    -- row-level security PostgreSQL 15 looks nothing up by a bound that is computed outside of its subselect.
    where e.id >= (select search.first_event_since('infinity') - p_quantos)
  ) as novo
  where novo.status = any (p_status)
    and novo.status in ('RECEBIDO', 'ERRO', 'MORTO', 'MAPEAMENTO', 'ESTACIONADO')
    and not exists (select from hub.integracao_outbox as o where o.id = novo.id)
$$;
