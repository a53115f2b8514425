-- search.events_named(p_external_id, p_trace_id)
--   Finds the events with this external id, or this trace, or both, in no order. It uses the summaries of integracao_evento_busca_idx.
--   Statistics never recommend that index (a trace is like no other), so the query leaves the planner no other choice.
--   Returns      their ids; null where there are too many to sort quickly
--   Reads        hub.integracao_evento, with the caller's rights
--   Concurrency  none
create or replace function search.events_named(p_external_id text, p_trace_id uuid)
returns bigint[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_indexscan = off
set enable_indexonlyscan = off
as $$
declare
  v_many constant int := 20000;
  v_ids bigint[];
begin
  if p_trace_id is not null then
    v_ids := array(
      select e.id
      from hub.integracao_evento as e
      where e.trace_id = p_trace_id
      limit v_many + 1
    );
  else
    v_ids := array(
      select e.id
      from hub.integracao_evento as e
      where e.external_id = p_external_id
      limit v_many + 1
    );
  end if;
  return case when cardinality(v_ids) <= v_many then v_ids end;
end
$$;
