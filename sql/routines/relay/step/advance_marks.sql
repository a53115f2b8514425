-- relay.advance_marks(p_base, p_agora)
--   Move the low-water marks of a destination's lanes (those in hub.faixa, from p_base on) up to where work begins, and
--   say where that is.
--   A mark is the pair (xid, id) below which no claimable row can appear. Scans start there, so their cost does not
--   grow with what was finished before, even while somebody's snapshot keeps dead index entries from being vacuumed.
--   Five rules keep the marks true; each has a test that loses rows when it is broken:
--     1. the snapshot is taken before the scan;
--     2. the marks are computed before rows are claimed (relay.claim_rows calls this first);
--     3. whatever makes a row PENDENTE again stamps the current xid (relay.stamp_xid);
--     4. a transaction that was running below a mark, and this one, is held: its rows are looked up by xid, until a
--        look-up made after its end finds none;
--     5. marks are a cache of this session, a setting that a rollback takes back; once a minute, and when a lane is
--        opened, they start from 0.
--   Returns      for each lane: faixas, xids, ids (the mark), tem (1 when a row is claimable); achados: held xids that
--                have rows; correntes: the transactions that were running, as a row's xmax has them
--   Reads        hub.faixa, hub.integracao_outbox
--   Concurrency  none: locks nothing
create or replace function relay.advance_marks(
  p_base int,
  p_agora timestamptz,
  out faixas smallint[],
  out xids xid8[],
  out ids bigint[],
  out tem int[],
  out achados xid8[],
  out correntes xid[]
)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
as $$
declare
  v_nome constant text := 'hub.marca_' || p_base;
  v_estado constant text[] := string_to_array(nullif(current_setting(v_nome, true), ''), ' ');
  v_desde timestamptz := p_agora;
  v_espera xid8[] := '{}';
  v_retrato pg_snapshot;
  v_teto xid8;
begin
  faixas := array(select p_base + f.numero from hub.faixa as f order by f.numero);
  achados := '{}';
  if v_estado is not null
    and p_agora < v_estado[1]::timestamptz + interval '1 minute'
    and faixas = v_estado[2]::smallint[]
  then
    v_desde := v_estado[1];
    xids := v_estado[3];
    ids := v_estado[4];
    v_espera := v_estado[5];
  else
    xids := array_fill('0'::xid8, array[cardinality(faixas)]);
    ids := array_fill(0::bigint, array[cardinality(faixas)]);
  end if;

  v_retrato := pg_current_snapshot();
  v_teto := pg_snapshot_xmax(v_retrato);
  correntes := array(select corrente.xid::xid from pg_snapshot_xip(v_retrato) as corrente(xid));

  -- The first claimable row of each lane, whether or not somebody has it locked; never past what has not begun yet.
  select
    coalesce(array_agg(least(coalesce(o.xid, v_teto), v_teto) order by faixa.n), '{}'),
    coalesce(array_agg(case when o.xid < v_teto then o.id else 0 end order by faixa.n), '{}'),
    coalesce(array_agg(case when o.xid is null then 0 else 1 end order by faixa.n), '{}')
  into xids, ids, tem
  from unnest(faixas, xids, ids) with ordinality as faixa(numero, xid, id, n)
  left join lateral (
    select primeira.xid, primeira.id
    from hub.integracao_outbox as primeira
    where primeira.faixa = faixa.numero
      and primeira.status = 'PENDENTE'
      and (primeira.xid, primeira.id) >= (faixa.xid, faixa.id)
    order by primeira.xid, primeira.id
    limit 1
  ) as o on true;

  if v_espera <> '{}' then
    select coalesce(array_agg(distinct o.xid), '{}')
    into achados
    from unnest(faixas) as faixa(numero)
    cross join unnest(v_espera) as espera(xid)
    cross join lateral (
      select tardia.xid
      from hub.integracao_outbox as tardia
      where tardia.faixa = faixa.numero
        and tardia.status = 'PENDENTE'
        and tardia.xid = espera.xid
      limit 1
    ) as o;
  end if;

  select coalesce(array_agg(distinct mantido.xid), '{}')
  into v_espera
  from (
    select espera.xid
    from unnest(v_espera) as espera(xid)
    where espera.xid = any (achados)
      or not pg_visible_in_snapshot(espera.xid, v_retrato)
    union all
    select corrente.xid
    from pg_snapshot_xip(v_retrato) as corrente(xid)
    where corrente.xid < any (xids)
    union all
    select propria.xid
    from pg_current_xact_id_if_assigned() as propria(xid)
    where propria.xid is not null
  ) as mantido;

  perform set_config(
    v_nome,
    concat_ws(
      ' ', to_char(v_desde at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), faixas, xids, ids, v_espera
    ),
    false
  );
end
$$;
