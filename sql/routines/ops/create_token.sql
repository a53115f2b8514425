-- ops.create_token(p_nome, p_papel, p_tenants, p_hash, p_ator)
--   Register an API token by the SHA-256 of its value; the value itself never comes here.
--   Returns      the token's id
--   Errors       HB422 an unknown role, or no tenant for a role other than admin; HB404 no such tenant
--   Writes       hub.api_token, hub.auditoria
--   Concurrency  an insert
create or replace function ops.create_token(p_nome text, p_papel text, p_tenants bigint[], p_hash bytea, p_ator text)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_id bigint;
begin
  if p_papel not in ('leitor', 'operador', 'admin') then
    raise exception 'o papel deve ser leitor, operador ou admin' using errcode = 'HB422';
  end if;
  if p_tenants = '{}' and p_papel <> 'admin' then
    raise exception 'informe ao menos um tenant; só o papel admin enxerga todos' using errcode = 'HB422';
  end if;
  perform ops.require_tenant(t) from unnest(p_tenants) as t;
  insert into hub.api_token (nome, papel, tenants, hash)
  values (p_nome, p_papel, p_tenants, p_hash)
  returning id into v_id;
  perform ops.audit(
    p_ator, 'token.criar', 'api_token', v_id::text, null, null,
    jsonb_build_object('nome', p_nome, 'papel', p_papel, 'tenants', p_tenants)
  );
  return v_id;
end
$$;
