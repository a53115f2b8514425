-- measures.measure(p_agora)
--   Once a minute: counts what came in and what failed in the minutes that are over, by tenant and for all of them, brings the hours
--   up to date, and forgets what is too old. It counts the last three minutes again each time, for what was committed late. It makes
--   up for minutes that nobody counted, ten at a time, up to six hours back. It reads only the events and attempts of those
--   minutes, found by their ids.
--   Returns      how many minutes were counted; 0 when another process is at it
--   Writes       hub.medida, hub.medida_latencia, hub.medida_resposta
--   Concurrency  an advisory lock, not waited for: one process at a time
create or replace function measures.measure(p_agora timestamptz default clock_timestamp())
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
as $$
declare
  v_until timestamptz := date_bin('1 minute', p_agora, 'epoch');
  v_from timestamptz;
  v_slack constant interval := '1 minute';
begin
  if not pg_try_advisory_xact_lock(1752524288, 2) then
    return 0;
  end if;
  v_from := (
    select max(m.inicio) + interval '1 minute'
    from hub.medida as m
    where m.passo = 1
      and m.tenant_id is null
      and m.contado
      and m.inicio < v_until
  );
  v_from := greatest(least(v_from, v_until - interval '3 minutes'), v_until - interval '6 hours');
  v_until := least(v_until, v_from + interval '10 minutes');

  insert into hub.medida as m (
    passo, inicio, tenant_id, recebidos, duplicados, avisados, achados, erros, mortos, contado
  )
  select
    1, seen.inicio, seen.tenant_id, sum(seen.recebidos), sum(seen.duplicados), sum(seen.avisados), sum(seen.achados),
    sum(seen.erros), sum(seen.mortos), true
  from (
    select
      date_bin('1 minute', e.received_at, 'epoch') as inicio,
      e.tenant_id,
      count(*) as recebidos,
      count(*) filter (where e.status = 'DUPLICADO') as duplicados,
      -- A second delivery is stored without payload.
      count(*) filter (where e.tipo = 'NOTIFICACAO' and e.payload_json <> '{}' and e.origem = 'WEBHOOK') as avisados,
      count(*) filter (
        where e.tipo = 'NOTIFICACAO' and e.payload_json <> '{}' and e.origem in ('MISSED_FEEDS', 'VARREDURA', 'ABERTOS')
      ) as achados,
      0 as erros,
      0 as mortos
    from hub.integracao_evento as e
    where e.id >= search.first_event_since(v_from - v_slack)
      and e.id < search.first_event_since(v_until + v_slack)
      and e.received_at >= v_from
      and e.received_at < v_until
    group by 1, 2
    union all
    select
      date_bin('1 minute', t.em, 'epoch'), t.tenant_id, 0, 0, 0, 0,
      count(*) filter (where t.resultado in ('ERRO', 'MORTO')),
      count(*) filter (where t.resultado = 'MORTO')
    from hub.evento_tentativa as t
    where t.id >= measures.first_attempt_since(v_from - v_slack)
      and t.id < measures.first_attempt_since(v_until + v_slack)
      and t.em >= v_from
      and t.em < v_until
    group by 1, 2
    union all
    select g.inicio, null, 0, 0, 0, 0, 0, 0
    from generate_series(v_from, v_until - interval '1 minute', interval '1 minute') as g(inicio)
  ) as seen
  group by grouping sets ((seen.inicio, seen.tenant_id), (seen.inicio))
  having grouping(seen.tenant_id) = 1 or seen.tenant_id is not null
  order by seen.inicio, seen.tenant_id
  on conflict (passo, tenant_id, inicio) do update
  set
    recebidos = excluded.recebidos,
    duplicados = excluded.duplicados,
    avisados = excluded.avisados,
    achados = excluded.achados,
    erros = excluded.erros,
    mortos = excluded.mortos,
    contado = true;

  perform measures.sum_hours(v_from, v_until);
  perform measures.forget_measures(p_agora);
  return extract(epoch from v_until - v_from) / 60;
end
$$;
