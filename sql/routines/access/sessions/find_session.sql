-- access.find_session(p_hash, p_agora, p_tocar)
--   Finds the operator of a session; every request asks. It notes the request at most once a minute, so idle time is known to the
--   minute. p_tocar false: a page asks by itself, which must not keep alive a session that nobody uses.
--   Returns      one row; none where there is no such session, it was ended, idle for 30 minutes or is 12 hours old, or its
--                operator deactivated. sessao_id names it in lists; confirmada_em: when the person last proved who they are
--   Writes       hub.operador_sessao (vista_em)
--   Concurrency  the session's row lock, once a minute
create or replace function access.find_session(
  p_hash bytea,
  p_agora timestamptz default clock_timestamp(),
  p_tocar boolean default true
)
returns table (
  operador_id bigint,
  login text,
  nome text,
  papel text,
  tenants bigint[],
  criada_em timestamptz,
  expira_em timestamptz,
  sessao_id text,
  confirmada_em timestamptz,
  tem_senha boolean
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
  return query
  select o.id, o.login, o.nome, o.papel, o.tenants, s.criada_em, s.expira_em, s.id, s.confirmada_em, o.tem_senha
  from hub.operador_sessao as s
  join hub.operador as o on o.id = s.operador_id
  where s.hash = p_hash
    and s.encerrada_em is null
    and s.vista_em > p_agora - interval '30 minutes'
    and s.expira_em > p_agora
    and o.desativado_em is null;
  if found and p_tocar then
    update hub.operador_sessao as s
    set vista_em = p_agora
    where s.hash = p_hash
      and s.vista_em <= p_agora - interval '1 minute';
  end if;
end
$$;
