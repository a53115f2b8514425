-- measures.panel_series(p_tenants, p_de, p_ate, p_passo)
--   Returns the measures from p_de on and before p_ate in steps of p_passo, for the charts: from the minutes, or from the hours where
--   p_passo is a multiple of an hour and p_de is a full hour. A step in which nothing happened has zeros, and null times.
--   p_tenants: whose; null: all, for callers that may see all.
--   Returns      inicio, recebidos, duplicados, processados, erros, mortos, avisados, achados, p50_ms, p99_ms (from received to
--                processed), respostas, acima_500, resposta_p99_ms (of the webhook, of the whole hub)
--   Reads        hub.medida, hub.medida_latencia, hub.medida_resposta, with the caller's rights
--   Concurrency  none
create or replace function measures.panel_series(p_tenants bigint[], p_de timestamptz, p_ate timestamptz, p_passo interval)
returns table (
  inicio timestamptz,
  recebidos bigint,
  duplicados bigint,
  processados bigint,
  erros bigint,
  mortos bigint,
  avisados bigint,
  achados bigint,
  p50_ms double precision,
  p99_ms double precision,
  respostas bigint,
  acima_500 bigint,
  resposta_p99_ms double precision
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_custom_plan
as $$
declare
  v_step constant smallint := case when p_passo >= interval '1 hour' then 60 else 1 end;
begin
  return query
  with measured as (
    select
      date_bin(p_passo, m.inicio, p_de) as inicio, sum(m.recebidos) as recebidos, sum(m.duplicados) as duplicados,
      sum(m.processados) as processados, sum(m.erros) as erros, sum(m.mortos) as mortos, sum(m.avisados) as avisados,
      sum(m.achados) as achados
    from hub.medida as m
    where m.passo = v_step
      and m.inicio >= p_de
      and m.inicio < p_ate
      and ((p_tenants is null and m.tenant_id is null) or m.tenant_id = any (p_tenants))
    group by 1
  ),
  -- Summed by bucket first, so that a quantile reads about ten numbers, not one for each minute and tenant.
  latency as (
    select
      b.inicio, measures.quantile(array_agg(b.balde), array_agg(b.total), 0.5) as p50,
      measures.quantile(array_agg(b.balde), array_agg(b.total), 0.99) as p99
    from (
      select date_bin(p_passo, l.inicio, p_de) as inicio, l.balde, sum(l.total) as total
      from hub.medida_latencia as l
      where l.passo = v_step
        and l.inicio >= p_de
        and l.inicio < p_ate
        and ((p_tenants is null and l.tenant_id is null) or l.tenant_id = any (p_tenants))
      group by 1, 2
    ) as b
    group by 1
  ),
  answers as (
    select
      b.inicio, sum(b.total)::bigint as total, sum(b.acima_500)::bigint as acima_500,
      measures.quantile(array_agg(b.balde), array_agg(b.total), 0.99) as p99
    from (
      select date_bin(p_passo, r.inicio, p_de) as inicio, r.balde, sum(r.total) as total, sum(r.acima_500) as acima_500
      from hub.medida_resposta as r
      where r.passo = v_step
        and r.inicio >= p_de
        and r.inicio < p_ate
      group by 1, 2
    ) as b
    group by 1
  )
  select
    g.inicio, coalesce(measured.recebidos, 0), coalesce(measured.duplicados, 0), coalesce(measured.processados, 0),
    coalesce(measured.erros, 0), coalesce(measured.mortos, 0), coalesce(measured.avisados, 0), coalesce(measured.achados, 0),
    latency.p50, latency.p99, coalesce(answers.total, 0), coalesce(answers.acima_500, 0), answers.p99
  from generate_series(p_de, p_ate - interval '1 microsecond', p_passo) as g (inicio)
  left join measured on measured.inicio = g.inicio
  left join latency on latency.inicio = g.inicio
  left join answers on answers.inicio = g.inicio
  order by g.inicio;
end
$$;
