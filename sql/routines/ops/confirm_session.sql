-- ops.confirm_session(p_hash, p_agora)
--   The person of a session has proved again who they are, by their password, before a sensitive act.
--   Writes       hub.operador_sessao (confirmada_em)
--   Concurrency  the session's row lock
create or replace function ops.confirm_session(p_hash bytea, p_agora timestamptz default clock_timestamp())
returns void
language sql
volatile
security definer
set search_path = ''
as $$
  update hub.operador_sessao as s
  set confirmada_em = p_agora
  where s.hash = p_hash
    and s.encerrada_em is null
$$;
