-- access.create_operator(p_login, p_nome, p_papel, p_tenants, p_senha_hash, p_ator, p_escopo)
--   Make an operator of the control room. The password comes as its scrypt text only; null: none, who enters by OIDC.
--   p_tenants: those that the operator will see; empty: all. p_escopo: those that whoever acts may touch; null: all.
--   Returns      the operator's id
--   Errors       HB422 a login, name or role that can't be, or a tenant beyond p_escopo; HB404 no such tenant;
--                HB409 the login is taken
--   Writes       hub.operador, hub.auditoria
--   Concurrency  of two that make one login, one is told HB409
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
