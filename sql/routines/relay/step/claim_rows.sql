-- relay.claim_rows(p_base, p_limite, p_agora)
--   Locks up to p_limite claimable rows of a destination's lanes (p_base: 0 PROCESSAR, 256 NOTIFICAR, 512 ENRIQUECER), the
--   oldest of each lane first.
--   Every lane that has work gets an equal share of the batch, and what some leave of theirs goes to the others. Once a lane
--   keeps up, this batch and those of the next second are fifty rows (or p_limite, if less): a tenant with a row or two
--   waits neither in the bulk of another's nor for a large step before it. The order of the lanes is drawn at random, so a
--   batch that is smaller than the lanes in use passes nobody over for long.
--   The scan passes over rows that a running transaction has locked, by their xmax: to try such a lock and fail costs ten
--   times as much, and each worker meets the rows of all the others.
--   The session remembers when a lane last kept up, in its setting hub.claims_<p_base>.kept_up.
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
  v_setting constant text := 'hub.claims_' || p_base || '.kept_up';
  v_marks record;
  v_lanes smallint[];
  v_busy int;
  v_short int;
  v_limit int := p_limite;
  v_room int;
  v_share int;
  v_taken record;
  v_ids bigint[] := '{}';
begin
  -- Step 1. Move the marks before any row is claimed: rule 2 of ../LOW-WATER-MARK.md. v_lanes: those that have work.
  v_marks := relay.advance_marks(p_base, p_agora);
  v_lanes := array(select mark.lane from unnest(v_marks.faixas, v_marks.tem) as mark(lane, has_work) where mark.has_work = 1);
  v_busy := cardinality(v_lanes);
  if v_busy = 0 then
    return v_ids;
  end if;

  -- Step 2. Set each lane's share. A lane that is alone gets the whole batch.
  v_short := least(p_limite, greatest(50, v_busy));
  if date_part('epoch', p_agora) < nullif(current_setting(v_setting, true), '')::float8 + 1 then
    v_limit := v_short;
  end if;
  v_room := v_limit;
  v_share := case v_busy when 1 then v_room else ceil(v_short::numeric / v_busy) end;

  for v_pass in 1..2 loop
    -- Step 3. Claim each lane's share, from its mark on.
    select coalesce(array_agg(taken.id), '{}') as ids, array_agg(taken.lane) filter (where v_busy > 1) as lanes
    into v_taken
    from (
      select drawn.lane, claimed.id
      from (
        select mark.lane, mark.xid, mark.id
        from unnest(v_marks.faixas, v_marks.xids, v_marks.ids) as mark(lane, xid, id)
        where mark.lane = any (v_lanes)
        order by random()
      ) as drawn
      cross join lateral (
        select o.id
        from hub.integracao_outbox as o
        where o.faixa = drawn.lane
          and o.status = 'PENDENTE'
          and (o.xid, o.id) >= (drawn.xid, drawn.id)
          and o.id <> all (v_ids)
          and o.xmax <> all (v_marks.correntes)
        order by o.xid, o.id
        limit v_share
        for update skip locked
      ) as claimed
      limit v_room
    ) as taken;
    v_ids := v_ids || v_taken.ids;

    -- Step 4. Lanes that used up their share go on once. If some lane kept up, the batch stays short; if none did, it grows.
    exit when v_busy = 1 or v_pass = 2;
    v_lanes := array(select used.lane from unnest(v_taken.lanes) as used(lane) group by used.lane having count(*) = v_share);
    if cardinality(v_lanes) < v_busy then
      v_limit := v_short;
      perform set_config(v_setting, date_part('epoch', p_agora)::text, false);
    end if;
    v_room := v_limit - cardinality(v_ids);
    exit when v_room <= 0 or v_lanes = '{}';
    v_share := ceil(v_room::numeric / cardinality(v_lanes));
  end loop;
  return v_ids;
end
$$;
