-- relay.claim_rows(p_base, p_limite, p_agora)
--   Lock up to p_limite claimable rows of a destination's lanes (p_base: 0 PROCESSAR, 256 NOTIFICAR, 512 ENRIQUECER),
--   oldest first in each. Every lane that has work gets an equal share of the batch; what some leave of theirs goes to
--   the others. As long as one lane keeps up, the batch is a hundred rows, or p_limite: nobody who has a row or two waits
--   for the bulk of somebody else's. The order of the lanes is drawn, so that a batch smaller than the lanes in use passes
--   nobody over.
--   A row that a running transaction has locked is told by its xmax and passed over by the scan itself: to try its lock and
--   fail costs ten times as much, and each row is met by every worker but the one that has it.
--   Returns      their ids; empty when there is nothing to do
--   Reads        hub.integracao_outbox
--   Concurrency  for update skip locked: never waits, never hands one row to two callers
create or replace function relay.claim_rows(p_base int, p_limite int, p_agora timestamptz)
returns bigint[]
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
as $$
declare
  v_marca record;
  v_tardias bigint[] := '{}';
  v_lote record;
  v_faixas int;
  v_cota int;
  v_resto int;
  v_curto constant int := least(p_limite, 100);
begin
  v_marca := relay.advance_marks(p_base, p_agora);

  v_faixas := (select coalesce(sum(t), 0) from unnest(v_marca.tem) as t);

  -- Rows of transactions that outlived a mark: one that wrote a hundred thousand of them leaves the other lanes theirs.
  if v_marca.achados <> '{}' then
    v_cota := case v_faixas when 0 then p_limite else v_curto end;
    select coalesce(array_agg(o.id), '{}')
    into v_tardias
    from (
      select tardia.id
      from (
        select marca.numero
        from unnest(v_marca.faixas) as marca(numero)
        order by random()
      ) as faixa
      cross join unnest(v_marca.achados) as espera(xid)
      cross join lateral (
        select linha.id
        from hub.integracao_outbox as linha
        where linha.faixa = faixa.numero
          and linha.status = 'PENDENTE'
          and linha.xid = espera.xid
          and linha.xmax <> all (v_marca.correntes)
        limit v_cota
        for update skip locked
      ) as tardia
      limit v_cota
    ) as o;
  end if;

  v_resto := p_limite - cardinality(v_tardias);
  if v_faixas = 0 or v_resto = 0 then
    return v_tardias;
  end if;

  -- The shares. A lane that is alone gets the whole batch.
  v_cota := case
    when v_faixas > 1 then ceil(least(v_resto, greatest(v_curto, v_faixas))::numeric / v_faixas)
    when v_tardias <> '{}' then least(v_resto, v_curto)
    else v_resto
  end;
  select
    coalesce(array_agg(o.id), '{}') as ids,
    array_agg(o.xid) filter (where v_faixas > 1) as xids,
    array_agg(o.numero) filter (where v_faixas > 1) as numeros
  into v_lote
  from (
    select faixa.numero, cedo.id, cedo.xid
    from (
      select marca.numero, marca.xid, marca.id
      from unnest(v_marca.faixas, v_marca.xids, v_marca.ids, v_marca.tem) as marca(numero, xid, id, tem)
      where marca.tem = 1
      order by random()
    ) as faixa
    cross join lateral (
      select linha.id, linha.xid
      from hub.integracao_outbox as linha
      where linha.faixa = faixa.numero
        and linha.status = 'PENDENTE'
        and (linha.xid, linha.id) >= (faixa.xid, faixa.id)
        and linha.id <> all (v_tardias)
        and linha.xmax <> all (v_marca.correntes)
      order by linha.xid, linha.id
      limit v_cota
      for update skip locked
    ) as cedo
    limit v_resto
  ) as o;
  if v_faixas = 1 or v_lote.ids = '{}' then
    return v_tardias || v_lote.ids;
  end if;

  -- Lanes that used up their share go on after their last row: up to the short batch if one lane keeps up, else the full.
  if cardinality(v_lote.ids) < least(v_resto, v_cota * v_faixas) then
    v_resto := least(v_resto, v_cota * v_faixas);
  end if;
  v_resto := v_resto - cardinality(v_lote.ids);
  return v_tardias || v_lote.ids || array(
    select mais.id
    from (
      select
        ceil(v_resto::numeric / count(*) over ()) as cota,
        linha.numero,
        (array_agg(linha.xid order by linha.n desc))[1] as xid,
        (array_agg(linha.id order by linha.n desc))[1] as id
      from unnest(v_lote.numeros, v_lote.xids, v_lote.ids) with ordinality as linha(numero, xid, id, n)
      group by linha.numero
      having count(*) = v_cota
    ) as faixa
    cross join lateral (
      select linha.id
      from hub.integracao_outbox as linha
      where linha.faixa = faixa.numero
        and linha.status = 'PENDENTE'
        and (linha.xid, linha.id) > (faixa.xid, faixa.id)
        and linha.id <> all (v_tardias)
        and linha.xmax <> all (v_marca.correntes)
      order by linha.xid, linha.id
      limit faixa.cota
      for update skip locked
    ) as mais
    limit v_resto
  );
end
$$;
