-- access.add_operator(p_login, p_nome, p_papel, p_tenants, p_senha_hash, p_ator)
--   Inserts a new operator. access.require_operator_data has checked name, papel and tenants before.
--   Returns      the operator's id
--   Errors       HB409 the login is taken; HB422 an invalid login
--   Writes       hub.operador, hub.auditoria
--   Concurrency  of two calls with the same login, one gets HB409
create or replace function access.add_operator(
  p_login text,
  p_nome text,
  p_papel text,
  p_tenants bigint[],
  p_senha_hash text,
  p_ator text
)
returns bigint
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_login text := lower(p_login);
  v_id bigint;
begin
  if v_login is null or v_login !~ '^[a-z0-9._@-]{1,64}$' then
    raise exception 'o login deve ter de 1 a 64 letras sem acento, algarismos, ponto, hífen, sublinhado ou @' using errcode = 'HB422';
  end if;
  insert into hub.operador (login, nome, papel, tenants, senha_hash)
  values (v_login, btrim(p_nome), p_papel, p_tenants, p_senha_hash)
  on conflict (login) do nothing
  returning id into v_id;
  if v_id is null then
    raise exception 'já existe um operador com este login' using errcode = 'HB409';
  end if;
  perform audit.write(
    p_ator, 'operador.criar', 'operador', v_id::text, null, null,
    jsonb_build_object('login', v_login, 'papel', p_papel, 'tenants', p_tenants)
  );
  return v_id;
end
$$;
