-- search.events_apart(p_status, p_tenants)
--   Finds all events that may have one of these statuses, where every status can be told apart from the mass of events; the result may
--   hold other events too. What waits has its row in the outbox, or lost it lately; what was ignored or reprocessed is in an index of
--   its own.
--   Returns      ids; null where there is no such short cut, or where there are too many
--   Reads        hub.integracao_evento, hub.integracao_outbox, hub.tenant, with the caller's rights
--   Concurrency  none
create or replace function search.events_apart(p_status text[], p_tenants bigint[])
returns bigint[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_many constant int := 20000;
  v_waiting_statuses constant text[] := array['RECEBIDO', 'ERRO', 'MORTO', 'MAPEAMENTO', 'ESTACIONADO'];
  v_tenants bigint[];
  v_ids bigint[] := '{}';
begin
  if p_status is null or p_status = '{}' or not p_status <@ (v_waiting_statuses || array['REPROCESSADO', 'IGNORADO']) then
    return null;
  end if;
  v_tenants := array(select t.id from hub.tenant as t where p_tenants is null or t.id = any (p_tenants));
  if p_status && v_waiting_statuses then
    v_ids := search.events_waiting(p_status, v_tenants, v_many + 1) || search.events_stray(p_status);
  end if;
  if 'REPROCESSADO' = any (p_status) then
    v_ids := v_ids || array(
      select um.id
      from unnest(v_tenants) as t (id)
      cross join lateral (
        select e.id
        from hub.integracao_evento as e
        where e.tenant_id = t.id
          and e.reprocess_count > 0
        limit v_many + 1
      ) as um
      limit v_many + 1
    );
  end if;
  if 'IGNORADO' = any (p_status) then
    v_ids := v_ids || array(
      select um.id
      from unnest(v_tenants) as t (id)
      cross join lateral (
        select e.id
        from hub.integracao_evento as e
        where e.tenant_id = t.id
          and e.ignorado
        limit v_many + 1
      ) as um
      limit v_many + 1
    );
  end if;
  return case when cardinality(v_ids) <= v_many then v_ids end;
end
$$;
