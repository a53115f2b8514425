-- access.login_wait(p_login, p_origem, p_agora)
--   Says how long this login must wait before it may try from this address. Ask before a password is checked. After 5 failures of a
--   login, or 20 of an address, each less than 15 minutes after the one before, the wait is 30 s, doubled up to 15 minutes. An unknown
--   login waits as a known one does. The answer 0 lets one attempt through; settle it with access.note_login_failure,
--   access.open_session or access.confirm_session.
--   Returns      seconds; 0: now
--   Writes       hub.operador_falha
--   Concurrency  the address's row lock, then the login's
create or replace function access.login_wait(p_login text, p_origem text, p_agora timestamptz default clock_timestamp())
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_keys record;
  v_wait int;
begin
  select * into v_keys from access.login_keys(p_login, p_origem);
  v_wait := access.login_turn(v_keys.chave_origem, 20, p_agora);
  if v_wait = 0 then
    v_wait := access.login_turn(v_keys.chave_login, 5, p_agora);
  end if;
  if v_wait = 0 then
    update hub.operador_falha as f
    set em_curso = f.em_curso + 1, em_curso_em = p_agora
    where f.chave in (v_keys.chave_origem, v_keys.chave_login);
  end if;
  return v_wait;
end
$$;
