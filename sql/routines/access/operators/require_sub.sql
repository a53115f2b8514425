-- access.require_sub(p_sub)
--   Stops where the name of an identity provider's user is longer than can be stored and looked up. Null passes.
--   Errors       HB422 more than 500 characters
--   Reads        nothing
--   Concurrency  none
create or replace function access.require_sub(p_sub text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if length(p_sub) > 500 then
    raise exception 'EMISSOR#SUB tem no máximo 500 caracteres' using errcode = 'HB422';
  end if;
end
$$;
