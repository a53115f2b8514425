-- connectors.require_connector(p_conector, p_tenants, p_lock_version)
--   Locks the connector that an act of a person is about, and stops with a clear error where the act is not allowed.
--   p_tenants: the tenants that the caller may touch; null: all. p_lock_version: the version that the caller saw; null: any.
--   Returns      its row
--   Errors       HB404 no such connector (or another tenant's); HB409 it was saved since it was seen
--   Writes       nothing
--   Concurrency  the connector's row lock
create or replace function connectors.require_connector(
  p_conector bigint,
  p_tenants bigint[],
  p_lock_version int default null
)
returns hub.integracao_conector
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenants constant bigint[] := access.reach(p_tenants);
  v_connector hub.integracao_conector;
begin
  select c.* into v_connector
  from hub.integracao_conector as c
  where c.id = p_conector
    and (v_tenants is null or c.tenant_id = any (v_tenants))
  for update;
  if not found then
    raise exception 'conector não encontrado' using errcode = 'HB404';
  end if;
  if v_connector.lock_version <> p_lock_version then
    raise exception 'outra pessoa salvou este conector depois que você o abriu' using errcode = 'HB409';
  end if;
  return v_connector;
end
$$;
