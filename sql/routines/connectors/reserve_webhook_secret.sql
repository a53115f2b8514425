-- connectors.reserve_webhook_secret(p_conector, p_tipo, p_tenants)
--   Makes the row for a new webhook secret, whose id is part of what seals it. The secret is not used until
--   connectors.activate_webhook_secret.
--   p_tipo: HMAC (it signs) or SEGREDO (it is sent). p_tenants: the tenants that the caller may touch; null: all.
--   Returns      the row's id
--   Errors       HB404 no such connector (or another tenant's)
--   Writes       hub.conector_segredo
--   Concurrency  the connector's row lock
create or replace function connectors.reserve_webhook_secret(
  p_conector bigint,
  p_tipo text default 'HMAC',
  p_tenants bigint[] default null
)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_id bigint;
begin
  perform connectors.require_connector(p_conector, p_tenants);
  insert into hub.conector_segredo (conector_id, tipo)
  values (p_conector, p_tipo)
  returning id into v_id;
  return v_id;
end
$$;
