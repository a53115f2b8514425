-- access.end_sessions(p_operador, p_ator, p_escopo, p_sessao, p_exceto, p_agora)
--   Ends an operator's sessions: all of them, the one named p_sessao, or all but the one of the hash p_exceto (the session of the
--   person who looks at the list). p_escopo: the tenants that the caller may touch; null: all.
--   Returns      how many were live
--   Errors       HB404 no such operator (or one beyond p_escopo), or none of their open sessions has the name p_sessao
--   Writes       hub.operador_sessao, hub.auditoria
--   Concurrency  the operator's row lock, then the sessions'
create or replace function access.end_sessions(
  p_operador bigint,
  p_ator text,
  p_escopo bigint[] default null,
  p_sessao text default null,
  p_exceto bytea default null,
  p_agora timestamptz default clock_timestamp()
)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_operator hub.operador;
  v_ended int;
begin
  select * into v_operator
  from access.lock_operator((select o.login from hub.operador as o where o.id = p_operador), p_escopo);
  if p_sessao is null then
    v_ended := access.close_sessions(p_operador, p_exceto, p_agora);
  else
    update hub.operador_sessao as s
    set encerrada_em = p_agora
    where s.operador_id = p_operador
      and s.id = p_sessao
      and s.encerrada_em is null;
    if not found then
      raise exception 'esta sessão já não está aberta' using errcode = 'HB404';
    end if;
    v_ended := 1;
  end if;
  perform audit.write(
    p_ator, 'operador.encerrar_sessoes', 'operador', p_operador::text, null, null,
    jsonb_build_object('login', v_operator.login, 'encerradas', v_ended)
  );
  return v_ended;
end
$$;
