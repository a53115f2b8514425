-- access.link_operator(p_sub, p_login, p_nome, p_papel, p_tenants, p_ator, p_agora)
--   Finds the operator as whom a user of the identity provider signs in. The first sign-in makes the operator, and each later one
--   brings the operator up to date. The provider's word on papel and tenants holds; a change of them ends the operator's older
--   sessions. p_tenants null: the provider says nothing of tenants. An existing operator then keeps theirs, and a new one sees all.
--   It never takes over a login that another operator has: users may name themselves at many providers.
--   p_sub        ISSUER#SUB
--   Returns      the operator's id
--   Errors       HB409 deactivated, or another operator has the login; HB422 an invalid sub, login, name or role; HB404 no
--                such tenant
--   Writes       hub.operador, hub.operador_sessao, hub.auditoria
--   Concurrency  the operator's row lock; of two first sign-ins at once, one may get HB409
create or replace function access.link_operator(
  p_sub text,
  p_login text,
  p_nome text,
  p_papel text,
  p_tenants bigint[],
  p_ator text,
  p_agora timestamptz default clock_timestamp()
)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_before hub.operador;
  v_tenants bigint[];
  v_id bigint;
begin
  perform access.require_sub(p_sub);
  select * into v_before from hub.operador as o where o.oidc_sub = p_sub for update;
  if not found then
    perform access.require_operator_data(p_nome, p_papel, coalesce(p_tenants, '{}'), null);
    v_id := access.add_operator(p_login, p_nome, p_papel, coalesce(p_tenants, '{}'), null, p_ator);
    update hub.operador as o set oidc_sub = p_sub where o.id = v_id;
    return v_id;
  end if;
  if v_before.desativado_em is not null then
    raise exception 'este operador está desativado' using errcode = 'HB409';
  end if;
  v_tenants := coalesce(p_tenants, v_before.tenants);
  if (v_before.nome, v_before.papel, v_before.tenants) is distinct from (btrim(p_nome), p_papel, v_tenants) then
    perform access.require_operator_data(p_nome, p_papel, v_tenants, null);
    update hub.operador as o
    set nome = btrim(p_nome), papel = p_papel, tenants = v_tenants, lock_version = o.lock_version + 1
    where o.id = v_before.id;
    if v_before.papel <> p_papel or v_before.tenants <> v_tenants then
      perform access.close_sessions(v_before.id, null, p_agora);
    end if;
    perform audit.write(
      p_ator, 'operador.alterar', 'operador', v_before.id::text, null, null,
      jsonb_build_object(
        'login', v_before.login,
        'antes', jsonb_build_object('papel', v_before.papel, 'tenants', v_before.tenants, 'ativo', true),
        'depois', jsonb_build_object('papel', p_papel, 'tenants', v_tenants, 'ativo', true)
      )
    );
  end if;
  return v_before.id;
end
$$;
