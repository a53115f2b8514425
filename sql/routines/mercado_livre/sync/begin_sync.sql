-- mercado_livre.begin_sync(p_conector, p_tarefa, p_agora)
--   Begin a run of a connector's synchronisation, unless another is under way in any process. The advisory lock that
--   tells them apart belongs to this transaction, which stays open for as long as the run takes.
--   Returns      no row where somebody else runs it; else ate (how far it had come, or null) and agora, the database's clock
--   Writes       nothing; mercado_livre.end_sync does
--   Concurrency  pg_try_advisory_xact_lock: never waits
create or replace function mercado_livre.begin_sync(
  p_conector bigint,
  p_tarefa text,
  p_agora timestamptz default clock_timestamp()
)
returns table (ate timestamptz, agora timestamptz)
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  select s.ate, p_agora
  from (select pg_try_advisory_xact_lock(hashtextextended('hub.sincronismo.' || p_tarefa, p_conector)) as obtida) as trava
  left join hub.conector_sincronismo as s on s.conector_id = p_conector and s.tarefa = p_tarefa
  where trava.obtida
$$;
