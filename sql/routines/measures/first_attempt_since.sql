-- measures.first_attempt_since(p_em)
--   Finds where, in the order of ids, the attempts made since p_em begin, as search.first_event_since does for events.
--   Returns      an id
--   Reads        hub.evento_tentativa
--   Concurrency  none
create or replace function measures.first_attempt_since(p_em timestamptz)
returns bigint
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_from bigint := coalesce((select t.id from hub.evento_tentativa as t order by t.id limit 1), 1);
  v_until bigint := coalesce((select t.id from hub.evento_tentativa as t order by t.id desc limit 1), 0) + 1;
  v_middle bigint;
  v_seen record;
begin
  while v_from < v_until loop
    v_middle := v_from + (v_until - v_from) / 2;
    select t.id, t.em into v_seen
    from hub.evento_tentativa as t
    where t.id >= v_middle
    order by t.id
    limit 1;
    if v_seen.em < p_em then
      v_from := v_seen.id + 1;
    else
      v_until := v_middle;
    end if;
  end loop;
  return v_from;
end
$$;
