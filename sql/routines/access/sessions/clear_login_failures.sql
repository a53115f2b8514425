-- access.clear_login_failures(p_login, p_origem)
--   Forgets a login's failures after the right password. The failures of the address stay: a person with one password could
--   otherwise go on guessing others. Of the address, only the attempt under way is counted off.
--   Writes       hub.operador_falha
--   Concurrency  the address's row lock, then the login's
create or replace function access.clear_login_failures(p_login text, p_origem text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_keys record;
begin
  select * into v_keys from access.login_keys(p_login, p_origem);
  update hub.operador_falha as f set em_curso = greatest(f.em_curso - 1, 0) where f.chave = v_keys.chave_origem;
  delete from hub.operador_falha as f where f.chave = v_keys.chave_login;
end
$$;
