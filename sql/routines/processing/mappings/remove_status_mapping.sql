-- processing.remove_status_mapping(p_tenant, p_canal, p_externo, p_motivo, p_ator, p_lock_version, p_tenants)
--   Remove a mapping of a status. Orders keep their status until an event of theirs comes. The next event that brings
--   the external status waits, unless a mapping for every tenant takes the place of this one.
--   p_lock_version: the mapping as the caller has read it; null: whatever it is. p_tenants: the tenants that the caller
--   may touch; null: all.
--   Errors       HB404 no such tenant or mapping; HB409 somebody has changed it meanwhile; HB422 no reason given, or a
--                mapping for every tenant by a caller of some
--   Writes       hub.mapeamento_status, hub.auditoria with what it was
--   Concurrency  as processing.lock_mappings and processing.change_mappings
create or replace function processing.remove_status_mapping(
  p_tenant bigint,
  p_canal text,
  p_externo text,
  p_motivo text,
  p_ator text,
  p_lock_version int default null,
  p_tenants bigint[] default null
)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  v_previous hub.mapeamento_status;
begin
  p_externo := processing.external_key(p_externo);
  perform audit.require_reason(p_motivo, 'da remoção');
  perform processing.require_status_tenant(p_tenant, p_tenants);
  perform processing.lock_mappings(p_tenant);
  perform processing.change_mappings();
  delete from hub.mapeamento_status as m
  where m.canal = p_canal
    and m.status_externo = p_externo
    and m.tenant_id is not distinct from p_tenant
  returning m.* into v_previous;
  if not found then
    raise exception 'mapeamento não encontrado' using errcode = 'HB404';
  end if;
  perform processing.require_version(v_previous.lock_version, p_lock_version);
  perform audit.write(
    p_ator, 'mapeamento.status.remover', 'mapeamento_status', p_externo, p_tenant, p_motivo,
    jsonb_build_object(
      'canal', p_canal,
      'anterior', jsonb_build_object('interno', v_previous.status_interno, 'terminal', v_previous.terminal)
    )
  );
end
$$;
