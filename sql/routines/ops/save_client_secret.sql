-- ops.save_client_secret(p_conector, p_valor_enc, p_ator)
--   Store a connector's client secret, sealed by the caller.
--   Errors       HB404 no such connector
--   Writes       hub.integracao_conector (client_secret_enc), hub.auditoria (not the value)
--   Concurrency  the connector's row lock
create or replace function ops.save_client_secret(p_conector bigint, p_valor_enc text, p_ator text)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_tenant bigint;
begin
  update hub.integracao_conector as c
  set client_secret_enc = p_valor_enc, lock_version = c.lock_version + 1, updated_at = now()
  where c.id = p_conector
  returning c.tenant_id into v_tenant;
  if not found then
    raise exception 'conector não encontrado' using errcode = 'HB404';
  end if;
  perform ops.audit(p_ator, 'conector.segredo', 'integracao_conector', p_conector::text, v_tenant, null, '{}');
end
$$;
