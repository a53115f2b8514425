-- ops.find_token(p_hash)
--   Who a bearer token speaks for; no row where it is unknown or revoked.
--   Reads        hub.api_token
--   Concurrency  none
create or replace function ops.find_token(p_hash bytea)
returns table (id bigint, nome text, papel text, tenants bigint[])
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select t.id, t.nome, t.papel::text, t.tenants
  from hub.api_token as t
  where t.hash = p_hash
    and t.revogado_em is null
$$;
