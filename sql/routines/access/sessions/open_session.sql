-- access.open_session(p_operador, p_hash, p_origem, p_agente, p_agora, p_confirmada)
--   Opens a session for an operator who has proved who they are. The session is good for 12 hours, and for 30 minutes without a
--   request.
--   p_hash       the SHA-256 of the token, which itself never comes here
--   p_confirmada when the person proved who they are, where that was earlier: an identity provider may have kept them signed in
--   Errors       HB404 no such operator; HB409 deactivated
--   Writes       hub.operador_sessao, hub.operador, hub.operador_falha, hub.auditoria
--   Concurrency  the operator's row lock, so that nobody signs in while being deactivated; then the address's
create or replace function access.open_session(
  p_operador bigint,
  p_hash bytea,
  p_origem text,
  p_agente text,
  p_agora timestamptz default clock_timestamp(),
  p_confirmada timestamptz default null
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
  select * into v_operator from hub.operador as o where o.id = p_operador for update;
  if not found then
    raise exception 'operador não encontrado' using errcode = 'HB404';
  end if;
  if v_operator.desativado_em is not null then
    raise exception 'este operador está desativado' using errcode = 'HB409';
  end if;
  perform access.clear_login_failures(v_operator.login, p_origem);
  insert into hub.operador_sessao (hash, operador_id, criada_em, confirmada_em, vista_em, expira_em, origem, agente)
  values (
    p_hash, p_operador, p_agora, least(p_confirmada, p_agora), p_agora, p_agora + interval '12 hours', left(p_origem, 64),
    left(coalesce(p_agente, ''), 200)
  );
  update hub.operador as o set entrou_em = p_agora where o.id = p_operador;
  perform audit.write(
    'operador:' || v_operator.login, 'operador.entrar', 'operador', p_operador::text, null, null,
    jsonb_build_object('origem', left(p_origem, 64))
  );
end
$$;
