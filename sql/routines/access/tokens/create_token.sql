-- access.create_token(p_nome, p_papel, p_tenants, p_hash, p_ator, p_validade, p_escopo, p_agora)
--   Registers an API token by the SHA-256 of its value; the value itself never comes here.
--   p_validade: how long the token is good; null: until it is revoked. p_escopo: the tenants that the caller may touch; null: all.
--   Nobody hands out more than they have.
--   Returns      the token's id
--   Errors       HB422 no name, an unknown role, no tenant for a role other than admin, a tenant beyond p_escopo, or an
--                invalid time; HB404 no such tenant
--   Writes       hub.api_token, hub.auditoria
--   Concurrency  an insert
create or replace function access.create_token(
  p_nome text,
  p_papel text,
  p_tenants bigint[],
  p_hash bytea,
  p_ator text,
  p_validade interval default null,
  p_escopo bigint[] default null,
  p_agora timestamptz default clock_timestamp()
)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_scope constant bigint[] := access.reach(p_escopo);
  v_id bigint;
  v_expires_at constant timestamptz := p_agora + p_validade;
begin
  if nullif(btrim(p_nome), '') is null or length(p_nome) > 100 then
    raise exception 'informe o nome, com até 100 caracteres' using errcode = 'HB422';
  end if;
  if p_papel is null or p_papel not in ('leitor', 'operador', 'admin') then
    raise exception 'o papel deve ser leitor, operador ou admin' using errcode = 'HB422';
  end if;
  if p_tenants = '{}' and p_papel <> 'admin' then
    raise exception 'informe ao menos um tenant; só o papel admin enxerga todos' using errcode = 'HB422';
  end if;
  if v_scope is not null and (p_tenants = '{}' or not p_tenants <@ v_scope) then
    raise exception 'só é possível dar a um token os tenants que você alcança' using errcode = 'HB422';
  end if;
  if p_validade is not null and (p_validade < interval '1 minute' or p_validade > interval '3660 days') then
    raise exception 'a validade de um token vai de um minuto a dez anos' using errcode = 'HB422';
  end if;
  perform tenants.require_tenant(t) from unnest(p_tenants) as t;
  insert into hub.api_token (nome, papel, tenants, hash, expira_em)
  values (btrim(p_nome), p_papel, p_tenants, p_hash, v_expires_at)
  returning id into v_id;
  perform audit.write(
    p_ator, 'token.criar', 'api_token', v_id::text, null, null,
    jsonb_build_object('nome', btrim(p_nome), 'papel', p_papel, 'tenants', p_tenants, 'expira_em', v_expires_at)
  );
  return v_id;
end
$$;
