-- processing.import_sku_mappings(p_tenant, p_canal, p_linhas, p_simular, p_ator, p_tenants, p_resumo)
--   Map many SKUs at once, all of them or none: as if each line had been saved by itself, with the events released once.
--   p_linhas: see processing.compare_sku_lines; 1 to 5,000.
--   p_simular: say what would be done, and do nothing.
--   p_tenants: the tenants that the caller may touch; null: all.
--   p_resumo: the resumo of the simulation that the person has seen; null: none was.
--   Returns      when p_simular as processing.plan_import, else as processing.end_import
--   Errors       HB404 no such tenant; HB409 the mappings have changed since the simulation; HB422 no line, too many, or, when
--                it is to be applied, one with an error
--   Writes       hub.mapeamento_sku, hub.auditoria (a row each that is new or changes, and one for the import),
--                hub.liberacao; when p_simular nothing
--   Concurrency  as processing.lock_mappings, and where one is changed processing.change_mappings, unless p_simular
create or replace function processing.import_sku_mappings(
  p_tenant bigint,
  p_canal text,
  p_linhas jsonb,
  p_simular boolean,
  p_ator text,
  p_tenants bigint[] default null,
  p_resumo text default null
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  v_lines jsonb;
  v_counts jsonb;
begin
  perform processing.require_import_lines(p_linhas);
  perform access.require_own_tenant(p_tenant, p_tenants);
  if p_simular then
    return processing.plan_import(
      p_tenant, p_canal, 'SKU', processing.compare_sku_lines(p_tenant, p_canal, p_linhas), p_tenants
    );
  end if;

  perform processing.lock_mappings(p_tenant);
  v_lines := processing.compare_sku_lines(p_tenant, p_canal, p_linhas);
  v_counts := processing.begin_import(v_lines, p_resumo);
  insert into hub.mapeamento_sku as m (tenant_id, canal, sku_externo, sku_interno)
  select p_tenant, p_canal, l.externo, l.para
  from jsonb_to_recordset(v_lines) as l (externo text, para text, situacao text)
  where l.situacao in ('NOVO', 'MUDA')
  on conflict (tenant_id, canal, sku_externo) do update
  set sku_interno = excluded.sku_interno, lock_version = m.lock_version + 1, updated_at = now();
  perform audit.write(
    p_ator, 'mapeamento.sku.salvar', 'mapeamento_sku', l.externo, p_tenant, null,
    jsonb_build_object(
      'canal', p_canal, 'interno', l.para, 'importacao', true,
      'anterior', case when l.situacao = 'MUDA' then jsonb_build_object('interno', l.de) end
    )
  )
  from jsonb_to_recordset(v_lines) as l (externo text, para text, situacao text, de text)
  where l.situacao in ('NOVO', 'MUDA');
  return processing.end_import(p_tenant, p_canal, 'mapeamento.sku.importar', v_lines, v_counts, p_ator);
end
$$;
