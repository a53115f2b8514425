-- search.first_event_since(p_em)
--   Finds where in the order of ids the events received since p_em begin, by binary search: an event's received_at follows its id but
--   for the time that its append had to wait. A caller that must not miss an event asks for some time before; a caller that wants the
--   end of a span asks for some time after.
--   Returns      an id: events below it came before p_em, those from it on came since then, but for that wait
--   Reads        hub.integracao_evento
--   Concurrency  none
create or replace function search.first_event_since(p_em timestamptz)
returns bigint
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_from bigint := coalesce((select e.id from hub.integracao_evento as e order by e.id limit 1), 1);
  v_until bigint := coalesce((select e.id from hub.integracao_evento as e order by e.id desc limit 1), 0) + 1;
  v_middle bigint;
  v_seen record;
begin
  while v_from < v_until loop
    v_middle := v_from + (v_until - v_from) / 2;
    select e.id, e.received_at into v_seen
    from hub.integracao_evento as e
    where e.id >= v_middle
    order by e.id
    limit 1;
    if v_seen.received_at < p_em then
      v_from := v_seen.id + 1;
    else
      v_until := v_middle;
    end if;
  end loop;
  return v_from;
end
$$;
