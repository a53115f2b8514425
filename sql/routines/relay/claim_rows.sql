-- relay.claim_rows(p_base, p_limite, p_agora)
--   Lock up to p_limite claimable rows of the lanes p_base .. p_base + 7 (0 PROCESSAR, 8 NOTIFICAR, 16 ENRIQUECER),
--   oldest first, each lane that has work getting an equal share of the batch. Returns their ids; null: nothing to do.
--   Reads        hub.integracao_outbox
--   Concurrency  for update skip locked: never waits, never hands one row to two callers
create or replace function relay.claim_rows(p_base int, p_limite int, p_agora timestamptz)
returns bigint[]
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
as $$
declare
  v_faixas constant smallint[] := array(select n::smallint from generate_series(p_base, p_base + 7) as n);
  v_marca record;
  v_tardias bigint[] := '{}';
  v_resultado bigint[];
  v_cota int;
begin
  v_marca := relay.advance_marks(p_base, p_agora);

  if v_marca.achados <> '{}' then
    select coalesce(array_agg(o.id), '{}')
    into v_tardias
    from (
      select tardia.id
      from unnest(v_faixas) as faixa(numero)
      cross join unnest(v_marca.achados) as espera(xid)
      cross join lateral (
        select linha.id
        from hub.integracao_outbox as linha
        where linha.faixa = faixa.numero
          and linha.status = 'PENDENTE'
          and linha.xid = espera.xid
        limit p_limite
        for update skip locked
      ) as tardia
      limit p_limite
    ) as o;
  end if;

  v_cota := ceil((p_limite - cardinality(v_tardias))::numeric
    / nullif((select sum(t) from unnest(v_marca.tem) as t), 0));
  if v_cota > 0 then
    select array_agg(o.id)
    into v_resultado
    from (
      select cedo.id
      from unnest(v_faixas, v_marca.xids, v_marca.ids, v_marca.tem) as faixa(numero, xid, id, tem)
      cross join lateral (
        select linha.id
        from hub.integracao_outbox as linha
        where linha.faixa = faixa.numero
          and linha.status = 'PENDENTE'
          and (linha.xid, linha.id) >= (faixa.xid, faixa.id)
          and linha.id <> all (v_tardias)
        order by linha.xid, linha.id
        limit v_cota
        for update skip locked
      ) as cedo
      where faixa.tem = 1
      limit p_limite - cardinality(v_tardias)
    ) as o;
  end if;

  return nullif(v_tardias || v_resultado, '{}');
end
$$;
