-- access.find_token(p_hash, p_agora)
--   Finds whom a bearer token speaks for; no row where it is unknown, revoked or expired. usado: its use was noted less than a minute
--   ago and need not be noted again (access.note_token_use).
--   Reads        hub.api_token
--   Concurrency  none
create or replace function access.find_token(p_hash bytea, p_agora timestamptz default clock_timestamp())
returns table (id bigint, nome text, papel text, tenants bigint[], usado boolean)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  select t.id, t.nome, t.papel::text, t.tenants, coalesce(t.usado_em > p_agora - interval '1 minute', false)
  from hub.api_token as t
  where t.hash = p_hash
    and t.revogado_em is null
    and (t.expira_em is null or t.expira_em > p_agora)
$$;
