-- access.create_operator(p_login, p_nome, p_papel, p_tenants, p_senha_hash, p_ator, p_escopo)
--   Makes an operator of the panel. The password comes as its scrypt text only; null: the operator has none and signs in by OIDC.
--   p_tenants: the tenants that the operator will see; empty: all. p_escopo: the tenants that the caller may touch; null: all.
--   Returns      the operator's id
--   Errors       HB422 an invalid login, name or role, or a tenant beyond p_escopo; HB404 no such tenant;
--                HB409 the login is taken
--   Writes       hub.operador, hub.auditoria
--   Concurrency  of two calls with the same login, one gets HB409
create or replace function access.create_operator(
  p_login text,
  p_nome text,
  p_papel text,
  p_tenants bigint[],
  p_senha_hash text,
  p_ator text,
  p_escopo bigint[] default null
)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_scope constant bigint[] := access.reach(p_escopo);
begin
  perform access.require_operator_data(p_nome, p_papel, p_tenants, v_scope);
  return access.add_operator(p_login, p_nome, p_papel, p_tenants, p_senha_hash, p_ator);
end
$$;
