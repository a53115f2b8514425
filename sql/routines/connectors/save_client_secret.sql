-- connectors.save_client_secret(p_conector, p_valor_enc, p_ator, p_tenants)
--   Stores a connector's client secret, which the caller has sealed.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Errors       HB404 no such connector (or another tenant's)
--   Writes       hub.integracao_conector (client_secret_enc), hub.auditoria (not the value)
--   Concurrency  the connector's row lock
create or replace function connectors.save_client_secret(
  p_conector bigint,
  p_valor_enc text,
  p_ator text,
  p_tenants bigint[] default null
)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_connector constant hub.integracao_conector := connectors.require_connector(p_conector, p_tenants);
begin
  update hub.integracao_conector as c
  set
    client_secret_enc = p_valor_enc,
    client_secret_em = clock_timestamp(),
    lock_version = c.lock_version + 1,
    updated_at = now()
  where c.id = p_conector;
  perform audit.write(
    p_ator, 'conector.segredo', 'integracao_conector', p_conector::text, v_connector.tenant_id, null, '{}'
  );
end
$$;
