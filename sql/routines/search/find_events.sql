-- search.find_events(p_tenants, p_canal, p_status, p_tipo, p_origem, p_external_id, p_trace_id, p_de, p_ate, p_antes, p_limite, p_prazo)
--   Which events match, newest first, of those below the id p_antes: null filters let everything through, and of lists any
--   member will do. Times are of the receipt, from p_de on and before p_ate.
--   What is rare is looked for where little else is (search.events_named, search.events_apart). Anything else is read backwards, a
--   stretch of ids at a time, as most filters soon meet enough; after p_prazo it stops, wherever it is.
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
  -- Planned anew each time: a filter that is null is no part of the plan, and one that is there shows how rare it is.
  v_consulta constant text := $q$
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
  -- How far an event's received_at may be behind its neighbours': what its append had waited for.
  v_folga constant interval := '5 minutes';
  v_fim constant timestamptz := clock_timestamp() + p_prazo;
  v_chao constant bigint := search.first_event_since(coalesce(p_de - v_folga, '-infinity'));
  v_topo bigint := least(search.first_event_since(coalesce(p_ate + v_folga, 'infinity')), p_antes);
  v_candidatos bigint[];
  v_trecho bigint := 20000;
  v_fatia bigint[];
  v_de bigint;
  v_achados bigint[];
  v_inicio timestamptz;
begin
  ids := '{}';
  v_candidatos := case
    when p_external_id is not null or p_trace_id is not null then search.events_named(p_external_id, p_trace_id)
    else search.events_apart(p_status, p_tenants)
  end;
  if v_candidatos is not null then
    v_candidatos := array(
      select distinct c.id from unnest(v_candidatos) as c (id) where c.id >= v_chao and c.id < v_topo order by c.id desc
    );
    v_trecho := 2 * p_limite;
  end if;

  while v_topo > v_chao loop
    v_inicio := clock_timestamp();
    v_fatia := v_candidatos[1:v_trecho];
    v_de := case
      when v_candidatos is null then greatest(v_chao, v_topo - v_trecho)
      when cardinality(v_candidatos) > v_trecho then v_fatia[v_trecho]
      else v_chao
    end;
    execute v_consulta
    into v_achados
    using
      v_de, v_topo, v_fatia, p_tenants, p_canal, p_status, p_tipo, p_origem, p_external_id, p_trace_id, p_de, p_ate,
      p_limite + 1 - cardinality(ids);
    ids := ids || v_achados;
    if cardinality(ids) > p_limite then
      ids := ids[1:p_limite];
      proximo := ids[p_limite];
      return;
    end if;
    v_topo := v_de;
    v_candidatos := v_candidatos[v_trecho + 1:];
    exit when clock_timestamp() >= v_fim;
    -- As much at a time as keeps an eye on the clock.
    v_trecho := case
      when clock_timestamp() < v_inicio + interval '10 ms' then v_trecho * 4
      when clock_timestamp() > v_inicio + interval '40 ms' then greatest(v_trecho / 2, p_limite)
      else v_trecho
    end;
  end loop;
  proximo := case when v_topo > v_chao then v_topo end;
end
$$;
