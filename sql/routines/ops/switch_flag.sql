-- ops.switch_flag(p_tenant, p_canal, p_ligado, p_ator, p_tenants)
--   Switch a channel on or off for a tenant. On releases the events that were parked while it was off.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Returns      how many events were released
--   Errors       HB404 no such tenant, or not one of the caller's
--   Writes       hub.tenant_flag, hub.auditoria, and as relay.release_events
--   Concurrency  exclusive release lock, taken first: no append or step can park an event without seeing the flag
create or replace function ops.switch_flag(
  p_tenant bigint,
  p_canal text,
  p_ligado boolean,
  p_ator text,
  p_tenants bigint[] default null
)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_soltos int := 0;
begin
  perform ops.require_scope(p_tenant, p_tenants);
  perform ops.require_tenant(p_tenant);
  perform relay.take_release_lock();
  insert into hub.tenant_flag (tenant_id, nome, ligado)
  values (p_tenant, ingress.flag_name(p_canal), p_ligado)
  on conflict (tenant_id, nome) do update
  set ligado = excluded.ligado, updated_at = now();

  if p_ligado then
    v_soltos := relay.release_events(
      array(
        select o.id
        from hub.integracao_outbox as o
        where o.tenant_id = p_tenant
          and o.canal = p_canal
          and o.status = 'AGUARDANDO'
          and o.motivo = 'ESTACIONADO'
      )
    );
  end if;
  perform ops.audit(
    p_ator, 'flag.trocar', 'tenant_flag', ingress.flag_name(p_canal), p_tenant, null,
    jsonb_build_object('ligado', p_ligado, 'eventosLiberados', v_soltos)
  );
  return v_soltos;
end
$$;
