-- access.require_operator_data(p_nome, p_papel, p_tenants, p_escopo)
--   Stops with a clear error where an operator may not have these data, or the caller may not give them.
--   p_escopo: the tenants that the caller may touch; null: all. Nobody hands out more than they have.
--   Errors       HB422 no name, an unknown role, a tenant beyond p_escopo; HB404 no such tenant
--   Reads        hub.tenant
--   Concurrency  none
create or replace function access.require_operator_data(p_nome text, p_papel text, p_tenants bigint[], p_escopo bigint[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if nullif(btrim(p_nome), '') is null or length(p_nome) > 100 then
    raise exception 'informe o nome, com até 100 caracteres' using errcode = 'HB422';
  end if;
  if p_papel is null or p_papel not in ('leitor', 'operador', 'admin', 'dba', 'auditor') then
    raise exception 'o papel deve ser leitor, operador, admin, dba ou auditor' using errcode = 'HB422';
  end if;
  if p_escopo is not null and (p_tenants = '{}' or not p_tenants <@ p_escopo) then
    raise exception 'só é possível dar a outro os tenants que você alcança' using errcode = 'HB422';
  end if;
  perform tenants.require_tenant(t) from unnest(p_tenants) as t;
end
$$;
