-- access.forget_sessions(p_agora)
--   Deletes sessions that ended, and failed sign-ins, more than 7 days ago.
--   Returns      how many rows were deleted
--   Writes       hub.operador_sessao, hub.operador_falha
--   Concurrency  may run beside itself
create or replace function access.forget_sessions(p_agora timestamptz default clock_timestamp())
returns int
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  with sessao as (
    delete from hub.operador_sessao as s where s.expira_em < p_agora - interval '7 days' returning 1
  ),
  falha as (
    delete from hub.operador_falha as f
    where coalesce(greatest(f.ultima_em, f.em_curso_em), '-infinity') < p_agora - interval '7 days'
    returning 1
  )
  select ((select count(*) from sessao) + (select count(*) from falha))::int
$$;
