-- access.revoke_token(p_id, p_ator, p_escopo, p_agora)
--   Revokes a token: from the commit on it is refused. It stays in the list, for later questions about what it did.
--   p_escopo: the tenants that the caller may touch; null: all.
--   Errors       HB404 no such token, or one that reaches beyond p_escopo; HB409 it is revoked already
--   Writes       hub.api_token, hub.auditoria
--   Concurrency  the token's row lock
create or replace function access.revoke_token(
  p_id bigint,
  p_ator text,
  p_escopo bigint[] default null,
  p_agora timestamptz default clock_timestamp()
)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_scope constant bigint[] := access.reach(p_escopo);
  v_token hub.api_token;
begin
  select * into v_token from hub.api_token as t where t.id = p_id for no key update;
  if not found or (v_scope is not null and (v_token.tenants = '{}' or not v_token.tenants <@ v_scope)) then
    raise exception 'token não encontrado' using errcode = 'HB404';
  end if;
  if v_token.revogado_em is not null then
    raise exception 'este token já foi revogado' using errcode = 'HB409';
  end if;
  update hub.api_token as t set revogado_em = p_agora where t.id = p_id;
  perform audit.write(
    p_ator, 'token.revogar', 'api_token', p_id::text, null, null, jsonb_build_object('nome', v_token.nome)
  );
end
$$;
