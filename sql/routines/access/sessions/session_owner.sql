-- access.session_owner(p_hash)
--   Finds whose a session was, even when it has ended: what was sent after its end is kept for that person only.
--   Returns      the operator's id; null where no session of this token is kept
--   Reads        hub.operador_sessao
--   Concurrency  none
create or replace function access.session_owner(p_hash bytea)
returns bigint
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select s.operador_id
  from hub.operador_sessao as s
  where s.hash = p_hash
$$;
