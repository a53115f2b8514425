-- access.find_operator(p_login)
--   Finds what the check of a password needs of an operator; no row where the login is unknown. Use it for nothing else: it is the
--   only way to the hash.
--   Reads        hub.operador
--   Concurrency  none
create or replace function access.find_operator(p_login text)
returns table (id bigint, nome text, senha_hash text, ativo boolean)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select o.id, o.nome, o.senha_hash, o.desativado_em is null
  from hub.operador as o
  where o.login = lower(p_login)
$$;
