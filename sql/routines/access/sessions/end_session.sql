-- access.end_session(p_hash, p_ator, p_agora)
--   Signs a person out. A session that has ended already is not audited again.
--   Writes       hub.operador_sessao, hub.auditoria
--   Concurrency  the session's row lock
create or replace function access.end_session(p_hash bytea, p_ator text, p_agora timestamptz default clock_timestamp())
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
  set encerrada_em = p_agora
  where s.hash = p_hash
    and s.encerrada_em is null
  returning s.operador_id into v_operator;
  if found then
    perform audit.write(p_ator, 'operador.sair', 'operador', v_operator::text, null, null, '{}');
  end if;
end
$$;
