-- mercado_livre.syncs_underway(p_conector)
--   Which tasks of a connector's synchronisation run right now, in any process: those whose lock is held, see
--   mercado_livre.begin_sync. The answer stays true when a process dies.
--   Returns      the names of the tasks, in order
--   Reads        the server's locks
--   Concurrency  none
create or replace function mercado_livre.syncs_underway(p_conector bigint)
returns text[]
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(t.tarefa order by t.tarefa), '{}')
  from (
    select tarefa, hashtextextended('hub.sincronismo.' || tarefa, p_conector) as chave
    from unnest(array['ABERTOS', 'MISSED_FEEDS', 'VARREDURA']) as tarefa
  ) as t
  where exists (
    select
    from pg_locks as l
    where l.locktype = 'advisory'
      and l.database = (select d.oid from pg_database as d where d.datname = current_database())
      and l.classid = ((t.chave >> 32) & 4294967295)::oid
      and l.objid = (t.chave & 4294967295)::oid
      and l.objsubid = 1
      and l.granted
  )
$$;
