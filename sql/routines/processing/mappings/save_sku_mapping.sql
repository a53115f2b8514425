-- processing.save_sku_mapping(p_tenant, p_canal, p_externo, p_interno, p_ator, p_lock_version, p_tenants)
--   Map an external SKU to the hub's, and ask for the release of the events that waited for it. Items of orders that
--   were mapped before stay as they are.
--   p_lock_version: the mapping as the caller has read it, -1 where there was none; null: whatever it is. p_tenants: the
--   tenants that the caller may touch; null: all.
--   Returns      the id of the release, see relay.release_batch
--   Errors       HB404 no such tenant; HB409 somebody has changed the mapping meanwhile; HB422 an empty SKU, or one that is too long
--   Writes       hub.mapeamento_sku, hub.auditoria (what it was before too), hub.liberacao
--   Concurrency  as processing.lock_mappings, and where a mapping is changed processing.change_mappings; the release waits
--                for whatever parks an event without having seen the mapping
create or replace function processing.save_sku_mapping(
  p_tenant bigint,
  p_canal text,
  p_externo text,
  p_interno text,
  p_ator text,
  p_lock_version int default null,
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
  v_previous hub.mapeamento_sku;
  v_release bigint;
begin
  p_externo := processing.external_key(p_externo);
  p_interno := processing.external_key(p_interno);
  if nullif(p_externo, '') is null or nullif(p_interno, '') is null then
    raise exception 'informe o SKU externo e o interno' using errcode = 'HB422';
  end if;
  if length(p_externo) > 200 then
    raise exception 'o SKU externo tem no máximo 200 caracteres' using errcode = 'HB422';
  end if;
  if length(p_interno) > 200 then
    raise exception 'o SKU interno tem no máximo 200 caracteres' using errcode = 'HB422';
  end if;
  perform access.require_own_tenant(p_tenant, p_tenants);
  perform processing.lock_mappings(p_tenant);

  select * into v_previous
  from hub.mapeamento_sku as m
  where m.tenant_id = p_tenant
    and m.canal = p_canal
    and m.sku_externo = p_externo
  for update;
  perform processing.require_version(v_previous.lock_version, p_lock_version);
  if v_previous.id is not null then
    perform processing.change_mappings();
  end if;
  insert into hub.mapeamento_sku as m (tenant_id, canal, sku_externo, sku_interno)
  values (p_tenant, p_canal, p_externo, p_interno)
  on conflict (tenant_id, canal, sku_externo) do update
  set sku_interno = excluded.sku_interno, lock_version = m.lock_version + 1, updated_at = now();

  v_release := relay.request_release(p_tenant, p_canal, 'MAPEAMENTO', p_ator);
  perform audit.write(
    p_ator, 'mapeamento.sku.salvar', 'mapeamento_sku', p_externo, p_tenant, null,
    jsonb_build_object(
      'canal', p_canal, 'interno', p_interno, 'liberacao', v_release::text,
      'anterior', case when v_previous.id is not null then jsonb_build_object('interno', v_previous.sku_interno) end
    )
  );
  return v_release;
end
$$;
