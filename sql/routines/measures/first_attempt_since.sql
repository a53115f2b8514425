-- measures.first_attempt_since(p_em)
--   Where in the order of ids the attempts made since p_em begin, as search.first_event_since does for events.
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
  v_de bigint := coalesce((select t.id from hub.evento_tentativa as t order by t.id limit 1), 1);
  v_ate bigint := coalesce((select t.id from hub.evento_tentativa as t order by t.id desc limit 1), 0) + 1;
  v_meio bigint;
  v_visto record;
begin
  while v_de < v_ate loop
    v_meio := v_de + (v_ate - v_de) / 2;
    select t.id, t.em into v_visto
    from hub.evento_tentativa as t
    where t.id >= v_meio
    order by t.id
    limit 1;
    if v_visto.em < p_em then
      v_de := v_visto.id + 1;
    else
      v_ate := v_meio;
    end if;
  end loop;
  return v_de;
end
$$;
