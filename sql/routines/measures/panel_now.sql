-- measures.panel_now(p_tenants, p_janela, p_agora)
--   Returns what the panel's first screen shows of now, beside ops.count_queue: what waits for a person, and how the last p_janela
--   went, up to p_agora. Each count ends at 10000, which stands for that many or more.
--   p_tenants: whose; null: all, for callers that may see all.
--   Returns      sem_destino (notices that had nowhere to go, of orders that still wait, where nobody has sent another: of the
--                newest thousand); incertas (INCERTA notices of orders that still wait to be picked up, where nobody has sent
--                another), pendencias, reautorizar (connectors), disjuntores (that are not closed); recebidos,
--                processados, duplicados, erros, mortos in p_janela; p50_ms and p99_ms from received to processed, null without
--                any; respostas, acima_500 and resposta_p99_ms of the webhook, of the whole hub; avisados and achados of today in
--                São Paulo and of seven days up to today; medido_em (end of the last minute that was counted)
--   Reads        hub.medida, hub.medida_latencia, hub.medida_resposta, hub.notificacao, hub.pedido, hub.pendencia_mapeamento,
--                hub.tenant, ops.conector, ops.disjuntor, with the caller's rights
--   Concurrency  none
create or replace function measures.panel_now(
  p_tenants bigint[] default null,
  p_janela interval default '15 minutes',
  p_agora timestamptz default clock_timestamp(),
  out incertas bigint,
  out sem_destino bigint,
  out pendencias bigint,
  out reautorizar bigint,
  out disjuntores bigint,
  out recebidos bigint,
  out processados bigint,
  out duplicados bigint,
  out erros bigint,
  out mortos bigint,
  out p50_ms double precision,
  out p99_ms double precision,
  out respostas bigint,
  out acima_500 bigint,
  out resposta_p99_ms double precision,
  out avisados_hoje bigint,
  out achados_hoje bigint,
  out avisados_7d bigint,
  out achados_7d bigint,
  out medido_em timestamptz
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_ceiling constant int := 10000;
  v_from constant timestamptz := date_bin('1 minute', p_agora, 'epoch') - p_janela;
  v_today constant timestamptz := date_trunc('day', p_agora, 'America/Sao_Paulo');
  v_buckets smallint[];
  v_totals bigint[];
begin
  incertas := (
    select count(*)
    from (
      select
      from hub.tenant as t
      join hub.notificacao as n on n.tenant_id = t.id and n.incerta_em is not null and n.status = 'INCERTA'
      join hub.pedido as p on p.id = n.pedido_id and p.status = 'PRONTO'
      where (p_tenants is null or t.id = any (p_tenants))
        and not exists (
          select from hub.notificacao as another where another.pedido_id = n.pedido_id and another.id > n.id and another.origem = 'MANUAL'
        )
      limit v_ceiling
    ) as one
  );
  sem_destino := (
    select count(*)
    from (
      select s.id, s.pedido_id
      from hub.tenant as t
      cross join lateral (
        select n.id, n.pedido_id, n.status
        from hub.notificacao as n
        where n.tenant_id = t.id
          and n.sem_destino_em is not null
        order by n.id desc
        limit 1000
      ) as s
      where s.status = 'SEM_DESTINO'
        and (p_tenants is null or t.id = any (p_tenants))
      order by s.id desc
      limit 1000
    ) as s
    join hub.pedido as p on p.id = s.pedido_id and p.status = 'PRONTO'
    where not exists (select from hub.notificacao as another where another.pedido_id = s.pedido_id and another.id > s.id)
  );
  pendencias := (
    select count(*)
    from (
      select
      from hub.pendencia_mapeamento as p
      where p.resolvida_em is null
        and (p_tenants is null or p.tenant_id = any (p_tenants))
      limit v_ceiling
    ) as one
  );
  reautorizar := (
    select count(*) from ops.conector as c where c.status = 'REAUTORIZAR' and (p_tenants is null or c.tenant_id = any (p_tenants))
  );
  disjuntores := (
    select count(*) from ops.disjuntor as d where d.estado <> 'FECHADO' and (p_tenants is null or d.tenant_id = any (p_tenants))
  );

  select sum(m.recebidos), sum(m.processados), sum(m.duplicados), sum(m.erros), sum(m.mortos)
  into recebidos, processados, duplicados, erros, mortos
  from hub.medida as m
  where m.passo = 1
    and m.inicio >= v_from
    and m.inicio <= p_agora
    and ((p_tenants is null and m.tenant_id is null) or m.tenant_id = any (p_tenants));

  select array_agg(l.balde), array_agg(l.total)
  into v_buckets, v_totals
  from hub.medida_latencia as l
  where l.passo = 1
    and l.inicio >= v_from
    and l.inicio <= p_agora
    and ((p_tenants is null and l.tenant_id is null) or l.tenant_id = any (p_tenants));
  p50_ms := measures.quantile(v_buckets, v_totals, 0.5);
  p99_ms := measures.quantile(v_buckets, v_totals, 0.99);

  select coalesce(sum(r.total), 0), coalesce(sum(r.acima_500), 0), measures.quantile(array_agg(r.balde), array_agg(r.total), 0.99)
  into respostas, acima_500, resposta_p99_ms
  from hub.medida_resposta as r
  where r.passo = 1
    and r.inicio >= v_from
    and r.inicio <= p_agora;

  select
    sum(m.avisados) filter (where m.inicio >= v_today), sum(m.achados) filter (where m.inicio >= v_today),
    sum(m.avisados), sum(m.achados)
  into avisados_hoje, achados_hoje, avisados_7d, achados_7d
  from hub.medida as m
  where m.passo = 60
    and m.inicio >= v_today - interval '6 days'
    and m.inicio <= p_agora
    and ((p_tenants is null and m.tenant_id is null) or m.tenant_id = any (p_tenants));

  medido_em := (
    select max(m.inicio) + interval '1 minute'
    from hub.medida as m
    where m.passo = 1
      and m.contado
      and ((p_tenants is null and m.tenant_id is null) or m.tenant_id = any (p_tenants))
  );
end
$$;
