-- relay.advance_marks(p_base, p_agora)
--   Moves the low-water marks of a destination's lanes (those of hub.faixa, counted from p_base) up to where work begins,
--   and says where that is. A mark is the pair (xid, id) below which no claimable row can appear, so scans start there.
--   ../LOW-WATER-MARK.md explains the five rules that keep a mark true; they are named below where they act.
--   The session keeps its marks in five settings of its own, hub.marks_<p_base>.since, .lanes, .xids, .ids and .held.
--   Returns      for each lane: faixas (its number), xids and ids (its mark), tem (1 when a row is claimable, else 0);
--                correntes: running transactions, as a row's xmax has them
--   Reads        hub.faixa, hub.integracao_outbox
--   Concurrency  none: locks nothing
create or replace function relay.advance_marks(
  p_base int,
  p_agora timestamptz,
  out faixas smallint[],
  out xids xid8[],
  out ids bigint[],
  out tem int[],
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
  v_setting constant text := 'hub.marks_' || p_base;
  v_saved_at timestamptz;
  v_since timestamptz := p_agora;
  v_held xid8[] := '{}';
  v_snapshot pg_snapshot;
  v_next_xid xid8;
  v_late record;
begin
  faixas := array(select p_base + f.numero from hub.faixa as f order by f.numero);

  -- Step 1. Take up the marks that this session saved. They start from 0 once a minute, and when a lane is opened (rule 5).
  v_saved_at := nullif(current_setting(v_setting || '.since', true), '')::timestamptz;
  if p_agora < v_saved_at + interval '1 minute'
    and faixas = nullif(current_setting(v_setting || '.lanes', true), '')::smallint[]
  then
    v_since := v_saved_at;
    xids := current_setting(v_setting || '.xids');
    ids := current_setting(v_setting || '.ids');
    v_held := current_setting(v_setting || '.held');
  else
    xids := array_fill('0'::xid8, array[cardinality(faixas)]);
    ids := array_fill(0::bigint, array[cardinality(faixas)]);
  end if;

  -- Step 2. Take the snapshot, before any scan (rule 1).
  v_snapshot := pg_current_snapshot();
  v_next_xid := pg_snapshot_xmax(v_snapshot);
  correntes := array(select running.xid::xid from pg_snapshot_xip(v_snapshot) as running(xid));

  -- Step 3. Move each mark to the first claimable row of its lane, whether or not somebody has that row locked. A mark
  -- never passes a transaction that had not begun at the snapshot.
  select
    coalesce(array_agg(least(coalesce(first.xid, v_next_xid), v_next_xid) order by lane.n), '{}'),
    coalesce(array_agg(case when first.xid < v_next_xid then first.id else 0 end order by lane.n), '{}'),
    coalesce(array_agg(case when first.xid is null then 0 else 1 end order by lane.n), '{}')
  into xids, ids, tem
  from unnest(faixas, xids, ids) with ordinality as lane(number, xid, id, n)
  left join lateral (
    select o.xid, o.id
    from hub.integracao_outbox as o
    where o.faixa = lane.number
      and o.status = 'PENDENTE'
      and (o.xid, o.id) >= (lane.xid, lane.id)
    order by o.xid, o.id
    limit 1
  ) as first on true;

  -- Step 4. Look for rows of the held transactions (rule 4), and take the mark of their lane back to the first of them.
  if v_held <> '{}' then
    for v_late in
      select lane.n, first.xid, first.id
      from unnest(faixas) with ordinality as lane(number, n)
      cross join unnest(v_held) as held(xid)
      cross join lateral (
        select o.xid, o.id
        from hub.integracao_outbox as o
        where o.faixa = lane.number
          and o.status = 'PENDENTE'
          and o.xid = held.xid
        order by o.xid, o.id
        limit 1
      ) as first
    loop
      tem[v_late.n] := 1;
      if (v_late.xid, v_late.id) < (xids[v_late.n], ids[v_late.n]) then
        xids[v_late.n] := v_late.xid;
        ids[v_late.n] := v_late.id;
      end if;
    end loop;
  end if;

  -- Step 5. Decide which transactions are held from now on (rule 4): those that had not ended at the snapshot, as the look
  -- may have missed their rows; those that now run below a mark; and this one.
  select coalesce(array_agg(distinct kept.xid), '{}')
  into v_held
  from (
    select held.xid
    from unnest(v_held) as held(xid)
    where not pg_visible_in_snapshot(held.xid, v_snapshot)
    union all
    select running.xid
    from pg_snapshot_xip(v_snapshot) as running(xid)
    where running.xid < any (xids)
    union all
    select own.xid
    from pg_current_xact_id_if_assigned() as own(xid)
    where own.xid is not null
  ) as kept;

  -- Step 6. Save the marks for this session's next call. A rollback takes the settings back (rule 5).
  perform
    set_config(v_setting || '.since', to_char(v_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), false),
    set_config(v_setting || '.lanes', faixas::text, false),
    set_config(v_setting || '.xids', xids::text, false),
    set_config(v_setting || '.ids', ids::text, false),
    set_config(v_setting || '.held', v_held::text, false);
end
$$;
