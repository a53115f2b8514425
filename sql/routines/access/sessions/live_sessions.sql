-- access.live_sessions(p_hashes, p_agora)
--   Says which of these sessions are still good, as access.find_session would. A process asks about once a second for all of its
--   live pages together. It keeps no session alive.
--   Returns      their hashes
--   Reads        hub.operador_sessao, hub.operador
--   Concurrency  none
create or replace function access.live_sessions(p_hashes bytea[], p_agora timestamptz default clock_timestamp())
returns setof bytea
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  select s.hash
  from hub.operador_sessao as s
  join hub.operador as o on o.id = s.operador_id
  where s.hash = any (p_hashes)
    and s.encerrada_em is null
    and s.vista_em > p_agora - interval '30 minutes'
    and s.expira_em > p_agora
    and o.desativado_em is null
$$;
