-- access.lock_operator(p_login, p_escopo)
--   Locks an operator until the transaction ends. p_escopo: the tenants that the caller may touch; null: all.
--   Returns      the row
--   Errors       HB404 no such operator, or one who sees a tenant beyond p_escopo
--   Reads        hub.operador
--   Concurrency  the operator's row lock
create or replace function access.lock_operator(p_login text, p_escopo bigint[])
returns hub.operador
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_scope constant bigint[] := access.reach(p_escopo);
  v_operator hub.operador;
begin
  select * into v_operator
  from hub.operador as o
  where o.login = lower(p_login)
    and (v_scope is null or (o.tenants <> '{}' and o.tenants <@ v_scope))
  for update;
  if not found then
    raise exception 'operador não encontrado' using errcode = 'HB404';
  end if;
  return v_operator;
end
$$;
