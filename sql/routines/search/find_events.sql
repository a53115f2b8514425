-- search.find_events(p_tenants, p_canal, p_status, p_tipo, p_origem, p_external_id, p_trace_id, p_de, p_ate, p_antes, p_limite, p_prazo)
--   Finds matching events, newest first, of those below the id p_antes. A null filter lets everything through; of a list, any member
--   matches. Times are those of the receipt, from p_de on and before p_ate.
--   It looks for rare events where little else is (search.events_named, search.events_apart). It reads anything else backwards, a
--   stretch of ids at a time, as most filters soon match enough; after p_prazo it stops, wherever it is.
--   Returns      ids, at most p_limite; proximo: the p_antes that goes on from there, null at the end. Once p_prazo is over the
--                page may be short, or empty, with a proximo
--   Reads        hub.integracao_evento, hub.integracao_outbox, with the caller's rights
--   Concurrency  none
create or replace function search.find_events(
  p_tenants bigint[] default null,
  p_canal text default null,
  p_status text[] default null,
  p_tipo text[] default null,
  p_origem text[] default null,
  p_external_id text default null,
  p_trace_id uuid default null,
  p_de timestamptz default null,
  p_ate timestamptz default null,
  p_antes bigint default null,
  p_limite int default 50,
  p_prazo interval default '70 ms',
  out ids bigint[],
  out proximo bigint
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
as $$
declare
  -- PostgreSQL plans it anew each time: a null filter is no part of the plan, and a given filter shows how rare it is.
  v_query constant text := $q$
    select array(
      select e.id
      from hub.integracao_evento as e
      where e.id >= $1
        and e.id < $2
        and ($3 is null or e.id = any ($3))
        and ($4 is null or e.tenant_id = any ($4))
        and ($5 is null or e.canal = $5)
        and ($6 is null or e.status = any ($6))
        and ($7 is null or e.tipo = any ($7))
        and ($8 is null or e.origem = any ($8))
        and ($9 is null or e.external_id = $9)
        and ($10 is null or e.trace_id = $10)
        and ($11 is null or e.received_at >= $11)
        and ($12 is null or e.received_at < $12)
        and (array['DUPLICADO'] is distinct from $6 or e.duplicado_de is not null)
      order by e.id desc
      limit $13
    )
  $q$;
  -- How far an event's received_at may lie behind that of its neighbours: as long as its append had to wait.
  v_slack constant interval := '5 minutes';
  v_deadline constant timestamptz := clock_timestamp() + p_prazo;
  v_floor constant bigint := search.first_event_since(coalesce(p_de - v_slack, '-infinity'));
  v_top bigint := least(search.first_event_since(coalesce(p_ate + v_slack, 'infinity')), p_antes);
  v_candidates bigint[];
  v_stretch bigint := 20000;
  v_slice bigint[];
  v_from bigint;
  v_found bigint[];
  v_start timestamptz;
begin
  ids := '{}';
  v_candidates := case
    when p_external_id is not null or p_trace_id is not null then search.events_named(p_external_id, p_trace_id)
    else search.events_apart(p_status, p_tenants)
  end;
  if v_candidates is not null then
    v_candidates := array(
      select distinct c.id from unnest(v_candidates) as c (id) where c.id >= v_floor and c.id < v_top order by c.id desc
    );
    v_stretch := 2 * p_limite;
  end if;

  while v_top > v_floor loop
    v_start := clock_timestamp();
    v_slice := v_candidates[1:v_stretch];
    v_from := case
      when v_candidates is null then greatest(v_floor, v_top - v_stretch)
      when cardinality(v_candidates) > v_stretch then v_slice[v_stretch]
      else v_floor
    end;
    execute v_query
    into v_found
    using
      v_from, v_top, v_slice, p_tenants, p_canal, p_status, p_tipo, p_origem, p_external_id, p_trace_id, p_de, p_ate,
      p_limite + 1 - cardinality(ids);
    ids := ids || v_found;
    if cardinality(ids) > p_limite then
      ids := ids[1:p_limite];
      proximo := ids[p_limite];
      return;
    end if;
    v_top := v_from;
    v_candidates := v_candidates[v_stretch + 1:];
    exit when clock_timestamp() >= v_deadline;
    -- Small enough to look at the clock often.
    v_stretch := case
      when clock_timestamp() < v_start + interval '10 ms' then v_stretch * 4
      when clock_timestamp() > v_start + interval '40 ms' then greatest(v_stretch / 2, p_limite)
      else v_stretch
    end;
  end loop;
  proximo := case when v_top > v_floor then v_top end;
end
$$;
