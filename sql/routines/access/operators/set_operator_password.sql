-- access.set_operator_password(p_login, p_senha_hash, p_ator, p_escopo, p_agora)
--   Gives an operator another password, as its scrypt text, and ends all of the operator's sessions.
--   p_escopo: the tenants that the caller may touch; null: all.
--   Errors       HB404 no such operator, or one beyond p_escopo
--   Writes       hub.operador, hub.operador_sessao, hub.auditoria
--   Concurrency  the operator's row lock
create or replace function access.set_operator_password(
  p_login text,
  p_senha_hash text,
  p_ator text,
  p_escopo bigint[] default null,
  p_agora timestamptz default clock_timestamp()
)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_operator hub.operador;
begin
  select * into v_operator from access.lock_operator(p_login, p_escopo);
  update hub.operador as o set senha_hash = p_senha_hash where o.id = v_operator.id;
  perform access.close_sessions(v_operator.id, null, p_agora);
  perform audit.write(
    p_ator, 'operador.trocar_senha', 'operador', v_operator.id::text, null, null,
    jsonb_build_object('login', v_operator.login)
  );
end
$$;
