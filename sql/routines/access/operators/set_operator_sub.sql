-- access.set_operator_sub(p_login, p_sub, p_ator)
--   Lets a user of the identity provider sign in as an operator who exists already; null: no user any more. The person who runs the
--   hub decides this, never the provider: see access.link_operator.
--   p_sub        ISSUER#SUB
--   Errors       HB404 no such operator; HB409 that user signs in as another operator; HB422 a sub that is too long
--   Writes       hub.operador, hub.operador_sessao, hub.auditoria
--   Concurrency  the operator's row lock
create or replace function access.set_operator_sub(p_login text, p_sub text, p_ator text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_operator hub.operador;
begin
  perform access.require_sub(p_sub);
  select * into v_operator from access.lock_operator(p_login, null);
  if exists (select from hub.operador as o where o.oidc_sub = p_sub and o.id <> v_operator.id) then
    raise exception 'este usuário do provedor já entra como outro operador' using errcode = 'HB409';
  end if;
  update hub.operador as o set oidc_sub = p_sub where o.id = v_operator.id;
  perform access.close_sessions(v_operator.id, null, clock_timestamp());
  perform audit.write(
    p_ator, 'operador.vincular', 'operador', v_operator.id::text, null, null,
    jsonb_build_object('login', v_operator.login, 'vinculado', p_sub is not null)
  );
end
$$;
