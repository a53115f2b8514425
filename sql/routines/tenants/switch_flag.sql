-- tenants.switch_flag(p_tenant, p_canal, p_ligado, p_ator, p_tenants)
--   Switches a channel on or off for a tenant. Switching on asks for the release of the events that were parked meanwhile.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Returns      the id of the release, see relay.release_batch; null when it was switched off
--   Errors       HB404 no such tenant, or not one of the caller's
--   Writes       hub.tenant_flag, hub.auditoria, hub.liberacao
--   Concurrency  the flag's row lock, which no step or append needs; the
--                release waits for whatever parks an event without having seen the flag
create or replace function tenants.switch_flag(
  p_tenant bigint,
  p_canal text,
  p_ligado boolean,
  p_ator text,
  p_tenants bigint[] default null
)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  v_release bigint;
begin
  perform access.require_own_tenant(p_tenant, p_tenants);
  insert into hub.tenant_flag (tenant_id, nome, ligado)
  values (p_tenant, ingress.flag_name(p_canal), p_ligado)
  on conflict (tenant_id, nome) do update
  set ligado = excluded.ligado, updated_at = now();

  if p_ligado then
    v_release := relay.request_release(p_tenant, p_canal, 'ESTACIONADO', p_ator);
  end if;
  perform audit.write(
    p_ator, 'flag.trocar', 'tenant_flag', ingress.flag_name(p_canal), p_tenant, null,
    jsonb_strip_nulls(jsonb_build_object('ligado', p_ligado, 'liberacao', v_release::text))
  );
  return v_release;
end
$$;
