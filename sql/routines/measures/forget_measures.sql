-- measures.forget_measures(p_agora)
--   Deletes minutes that are older than three days and hours that are older than a hundred, some thousand rows at a time.
--   Writes       hub.medida, hub.medida_latencia, hub.medida_resposta
--   Concurrency  the caller holds the advisory lock of measures.measure
create or replace function measures.forget_measures(p_agora timestamptz)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_limit constant int := 5000;
  v_minutes constant timestamptz := p_agora - interval '3 days';
  v_hours constant timestamptz := p_agora - interval '100 days';
begin
  delete from hub.medida as m
  where m.ctid = any (array(
    select old.ctid
    from hub.medida as old
    where (old.passo = 1 and old.inicio < v_minutes) or (old.passo = 60 and old.inicio < v_hours)
    limit v_limit
  ));
  delete from hub.medida_latencia as l
  where l.ctid = any (array(
    select old.ctid
    from hub.medida_latencia as old
    where (old.passo = 1 and old.inicio < v_minutes) or (old.passo = 60 and old.inicio < v_hours)
    limit v_limit
  ));
  delete from hub.medida_resposta as r
  where r.ctid = any (array(
    select old.ctid
    from hub.medida_resposta as old
    where (old.passo = 1 and old.inicio < v_minutes) or (old.passo = 60 and old.inicio < v_hours)
    limit v_limit
  ));
end
$$;
