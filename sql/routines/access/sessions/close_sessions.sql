-- access.close_sessions(p_operador, p_exceto, p_agora)
--   Ends an operator's sessions, but for the one of the hash p_exceto (null: all). It writes no audit: the act that ends them does.
--   Returns      how many were live
--   Writes       hub.operador_sessao
--   Concurrency  the sessions' row locks; callers hold the operator's
create or replace function access.close_sessions(p_operador bigint, p_exceto bytea, p_agora timestamptz)
returns int
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  with encerrada as (
    update hub.operador_sessao as s
    set encerrada_em = p_agora
    where s.operador_id = p_operador
      and s.encerrada_em is null
      and s.hash is distinct from p_exceto
    returning s.vista_em > p_agora - interval '30 minutes' and s.expira_em > p_agora as viva
  )
  select count(*) filter (where e.viva)::int from encerrada as e
$$;
