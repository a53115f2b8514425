-- relay.claim_rows(p_base, p_limite, p_agora)
--   Locks up to p_limite claimable rows of a destination's lanes (p_base: 0 PROCESSAR, 256 NOTIFICAR, 512 ENRIQUECER), the
--   oldest of each lane first.
--   Every lane that has work gets an equal share of the batch, and what some leave of theirs goes to the others. While one
--   lane keeps up, the batch is a hundred rows (or p_limite, if less): a tenant with a row or two does not wait for the bulk
--   of another's. The order of the lanes is drawn at random, so a batch that is smaller than the lanes in use passes nobody
--   over for long.
--   The scan passes over rows that a running transaction has locked, by their xmax: to try such a lock and fail costs ten
--   times as much, and each worker meets the rows of all the others.
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
  v_short constant int := least(p_limite, 100);
  v_marks record;
  v_busy int;
  v_late bigint[] := '{}';
  v_room int;
  v_share int;
  v_first record;
begin
  -- Step 1. Move the marks before any row is claimed: rule 2 of ../LOW-WATER-MARK.md. v_busy: how many lanes have work.
  v_marks := relay.advance_marks(p_base, p_agora);
  v_busy := (select coalesce(sum(t), 0) from unnest(v_marks.tem) as t);

  -- Step 2. Claim the rows of held transactions, which lie below the marks. A transaction that wrote a hundred thousand of
  -- them gets a short batch while other lanes have work.
  if v_marks.achados <> '{}' then
    v_share := case v_busy when 0 then p_limite else v_short end;
    select coalesce(array_agg(late.id), '{}')
    into v_late
    from (
      select claimed.id
      from (
        select mark.lane
        from unnest(v_marks.faixas) as mark(lane)
        order by random()
      ) as drawn
      cross join unnest(v_marks.achados) as held(xid)
      cross join lateral (
        select o.id
        from hub.integracao_outbox as o
        where o.faixa = drawn.lane
          and o.status = 'PENDENTE'
          and o.xid = held.xid
          and o.xmax <> all (v_marks.correntes)
        limit v_share
        for update skip locked
      ) as claimed
      limit v_share
    ) as late;
  end if;

  v_room := p_limite - cardinality(v_late);
  if v_busy = 0 or v_room = 0 then
    return v_late;
  end if;

  -- Step 3. Set the share of each busy lane. A lane that is alone gets the whole batch.
  v_share := case
    when v_busy > 1 then ceil(least(v_room, greatest(v_short, v_busy))::numeric / v_busy)
    when v_late <> '{}' then least(v_room, v_short)
    else v_room
  end;

  -- Step 4. Claim each busy lane's share, from its mark on. Where it was claimed is only needed for step 5.
  select
    coalesce(array_agg(taken.id), '{}') as ids,
    array_agg(taken.xid) filter (where v_busy > 1) as xids,
    array_agg(taken.lane) filter (where v_busy > 1) as lanes
  into v_first
  from (
    select drawn.lane, claimed.xid, claimed.id
    from (
      select mark.lane, mark.xid, mark.id
      from unnest(v_marks.faixas, v_marks.xids, v_marks.ids, v_marks.tem) as mark(lane, xid, id, has_work)
      where mark.has_work = 1
      order by random()
    ) as drawn
    cross join lateral (
      select o.xid, o.id
      from hub.integracao_outbox as o
      where o.faixa = drawn.lane
        and o.status = 'PENDENTE'
        and (o.xid, o.id) >= (drawn.xid, drawn.id)
        and o.id <> all (v_late)
        and o.xmax <> all (v_marks.correntes)
      order by o.xid, o.id
      limit v_share
      for update skip locked
    ) as claimed
    limit v_room
  ) as taken;
  if v_busy = 1 or v_first.ids = '{}' then
    return v_late || v_first.ids;
  end if;

  -- Step 5. Lanes that used up their share go on after their last row. If some lane kept up, the batch stays short; if none
  -- did, it grows to p_limite.
  if cardinality(v_first.ids) < least(v_room, v_share * v_busy) then
    v_room := least(v_room, v_share * v_busy);
  end if;
  v_room := v_room - cardinality(v_first.ids);
  return v_late || v_first.ids || array(
    select claimed.id
    from (
      select
        taken.lane,
        (array_agg(taken.xid order by taken.n desc))[1] as last_xid,
        (array_agg(taken.id order by taken.n desc))[1] as last_id,
        ceil(v_room::numeric / count(*) over ()) as share
      from unnest(v_first.lanes, v_first.xids, v_first.ids) with ordinality as taken(lane, xid, id, n)
      group by taken.lane
      having count(*) = v_share
    ) as backlog
    cross join lateral (
      select o.id
      from hub.integracao_outbox as o
      where o.faixa = backlog.lane
        and o.status = 'PENDENTE'
        and (o.xid, o.id) > (backlog.last_xid, backlog.last_id)
        and o.id <> all (v_late)
        and o.xmax <> all (v_marks.correntes)
      order by o.xid, o.id
      limit backlog.share
      for update skip locked
    ) as claimed
    limit v_room
  );
end
$$;
