-- access.confirm_session(p_hash, p_origem, p_agora)
--   Notes that the person of a session has proved again who they are, by their password, before a sensitive act. It settles an
--   attempt that access.login_wait let through from p_origem.
--   Writes       hub.operador_sessao (confirmada_em), hub.operador_falha
--   Concurrency  the session's row lock, then those of the throttle
create or replace function access.confirm_session(p_hash bytea, p_origem text, p_agora timestamptz default clock_timestamp())
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_operator bigint;
begin
  update hub.operador_sessao as s
  set confirmada_em = p_agora
  where s.hash = p_hash
    and s.encerrada_em is null
  returning s.operador_id into v_operator;
  perform access.clear_login_failures(o.login, p_origem) from hub.operador as o where o.id = v_operator;
end
$$;
