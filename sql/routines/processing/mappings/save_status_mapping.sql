-- processing.save_status_mapping(p_tenant, p_canal, p_externo, p_interno, p_terminal, p_ator, p_lock_version, p_tenants)
--   Map an external status to the hub's, and ask for the release of the events that waited for it. p_tenant null: for
--   every tenant without a mapping of its own. p_terminal: no later version of an order's status is applied after this
--   one. Orders keep their status until an event of theirs comes.
--   p_lock_version: the mapping as the caller has read it, -1 where there was none; null: whatever it is. p_tenants: the
--   tenants that the caller may touch; null: all.
--   Returns      the id of the release, see relay.release_batch
--   Errors       HB404 no such tenant; HB409 somebody has changed the mapping meanwhile; HB422 an empty status or one that is too long, an unknown
--                internal one, or a mapping for every tenant by a caller of some
--   Writes       hub.mapeamento_status, hub.auditoria (what it was before too), hub.liberacao
--   Concurrency  as processing.lock_mappings, and where a mapping is changed processing.change_mappings; the release waits
--                for whatever parks an event without having seen the mapping
create or replace function processing.save_status_mapping(
  p_tenant bigint,
  p_canal text,
  p_externo text,
  p_interno text,
  p_terminal boolean,
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
  v_previous hub.mapeamento_status;
  v_release bigint;
begin
  p_externo := processing.external_key(p_externo);
  if nullif(p_externo, '') is null then
    raise exception 'informe o status externo' using errcode = 'HB422';
  end if;
  if length(p_externo) > 200 then
    raise exception 'o status externo tem no máximo 200 caracteres' using errcode = 'HB422';
  end if;
  if p_interno is null or p_interno not in ('RECEBIDO', 'PRONTO', 'RETIRADO', 'CANCELADO') then
    raise exception 'o status interno deve ser RECEBIDO, PRONTO, RETIRADO ou CANCELADO' using errcode = 'HB422';
  end if;
  perform processing.require_status_tenant(p_tenant, p_tenants);
  perform processing.lock_mappings(p_tenant);

  select * into v_previous
  from hub.mapeamento_status as m
  where m.canal = p_canal
    and m.status_externo = p_externo
    and m.tenant_id is not distinct from p_tenant
  for update;
  perform processing.require_version(v_previous.lock_version, p_lock_version);
  if v_previous.id is not null then
    perform processing.change_mappings();
  end if;
  insert into hub.mapeamento_status as m (tenant_id, canal, status_externo, status_interno, terminal)
  values (p_tenant, p_canal, p_externo, p_interno, p_terminal)
  on conflict (canal, status_externo, tenant_id) do update
  set
    status_interno = excluded.status_interno,
    terminal = excluded.terminal,
    lock_version = m.lock_version + 1,
    updated_at = now();

  v_release := relay.request_release(p_tenant, p_canal, 'MAPEAMENTO', p_ator);
  perform audit.write(
    p_ator, 'mapeamento.status.salvar', 'mapeamento_status', p_externo, p_tenant, null,
    jsonb_build_object(
      'canal', p_canal, 'interno', p_interno, 'terminal', p_terminal, 'liberacao', v_release::text,
      'anterior', case
        when v_previous.id is not null
          then jsonb_build_object('interno', v_previous.status_interno, 'terminal', v_previous.terminal)
      end
    )
  );
  return v_release;
end
$$;
