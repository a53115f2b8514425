-- measures.sum_hours(p_de, p_ate)
--   Sets the measures of the hours that p_de and p_ate span to the sum of their minutes.
--   Writes       hub.medida, hub.medida_latencia, hub.medida_resposta
--   Concurrency  the caller holds the advisory lock of measures.measure
create or replace function measures.sum_hours(p_de timestamptz, p_ate timestamptz)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
declare
  v_from constant timestamptz := date_bin('1 hour', p_de, 'epoch');
begin
  insert into hub.medida as h (
    passo, inicio, tenant_id, recebidos, duplicados, processados, erros, mortos, avisados, achados, contado
  )
  select
    60, date_bin('1 hour', m.inicio, 'epoch'), m.tenant_id, sum(m.recebidos), sum(m.duplicados), sum(m.processados), sum(m.erros),
    sum(m.mortos), sum(m.avisados), sum(m.achados), true
  from hub.medida as m
  where m.passo = 1
    and m.inicio >= v_from
    and m.inicio < p_ate
  group by 2, 3
  on conflict (passo, tenant_id, inicio) do update
  set
    recebidos = excluded.recebidos,
    duplicados = excluded.duplicados,
    processados = excluded.processados,
    erros = excluded.erros,
    mortos = excluded.mortos,
    avisados = excluded.avisados,
    achados = excluded.achados;

  insert into hub.medida_latencia as h (passo, inicio, tenant_id, balde, total)
  select 60, date_bin('1 hour', l.inicio, 'epoch'), l.tenant_id, l.balde, sum(l.total)
  from hub.medida_latencia as l
  where l.passo = 1
    and l.inicio >= v_from
    and l.inicio < p_ate
  group by 2, 3, 4
  on conflict (passo, tenant_id, inicio, balde) do update
  set total = excluded.total;

  insert into hub.medida_resposta as h (passo, inicio, balde, total, acima_500)
  select 60, date_bin('1 hour', r.inicio, 'epoch'), r.balde, sum(r.total), sum(r.acima_500)
  from hub.medida_resposta as r
  where r.passo = 1
    and r.inicio >= v_from
    and r.inicio < p_ate
  group by 2, 3
  on conflict (passo, inicio, balde) do update
  set total = excluded.total, acima_500 = excluded.acima_500;
end
$$;
