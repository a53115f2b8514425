-- processing.import_sku_mappings(p_tenant, p_canal, p_linhas, p_simular, p_ator, p_tenants, p_resumo)
--   Map many SKUs at once, all of them or none: as if each line had been saved by itself, with the events released once.
--   p_linhas: see processing.compare_sku_lines; 1 to 5,000. p_simular: say what would be done, and do nothing.
--   p_tenants: the tenants that the caller may touch; null: all. p_resumo: the resumo of the simulation that the person has
--   seen; null: none was.
--   Returns      {aplicado, novos, mudam, iguais, erros, eventosLiberados (when p_simular: how many it would release) or
--                liberacao (the id of the release, see relay.release_batch), resumo (SHA-256 of the lines, as compared), linhas}
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
  v_linhas jsonb;
  v_contas jsonb;
  v_liberacao jsonb;
begin
  if jsonb_array_length(p_linhas) = 0 then
    raise exception 'nenhuma linha a importar' using errcode = 'HB422';
  end if;
  if jsonb_array_length(p_linhas) > 5000 then
    raise exception 'uma importação tem no máximo 5.000 linhas; divida o arquivo' using errcode = 'HB422';
  end if;
  perform access.require_own_tenant(p_tenant, p_tenants);
  if not p_simular then
    perform processing.lock_mappings(p_tenant);
  end if;

  v_linhas := processing.compare_sku_lines(p_tenant, p_canal, p_linhas);
  select jsonb_build_object(
    'novos', count(*) filter (where l.situacao = 'NOVO'),
    'mudam', count(*) filter (where l.situacao = 'MUDA'),
    'iguais', count(*) filter (where l.situacao = 'IGUAL'),
    'erros', count(*) filter (where l.situacao = 'ERRO'),
    'resumo', encode(sha256(convert_to(v_linhas::text, 'UTF8')), 'hex')
  )
  into v_contas
  from jsonb_to_recordset(v_linhas) as l (situacao text);
  if p_simular then
    return v_contas || jsonb_build_object(
      'aplicado', false,
      'eventosLiberados', cardinality(
        processing.released_by(
          processing.pendencias_of(
            p_tenant, p_canal, 'SKU',
            array(
              select l.externo
              from jsonb_to_recordset(v_linhas) as l (externo text, situacao text)
              where l.situacao = 'NOVO'
            ),
            p_tenants
          )
        )
      ),
      'linhas', v_linhas
    );
  end if;
  if (v_contas ->> 'erros')::int > 0 then
    raise exception 'há linhas com erro; nada foi importado' using errcode = 'HB422';
  end if;
  if p_resumo <> v_contas ->> 'resumo' then
    raise exception 'os mapeamentos mudaram desde a simulação; confira de novo antes de importar' using errcode = 'HB409';
  end if;

  if (v_contas ->> 'mudam')::int > 0 then
    perform processing.change_mappings();
  end if;
  insert into hub.mapeamento_sku as m (tenant_id, canal, sku_externo, sku_interno)
  select p_tenant, p_canal, l.externo, l.para
  from jsonb_to_recordset(v_linhas) as l (externo text, para text, situacao text)
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
  from jsonb_to_recordset(v_linhas) as l (externo text, para text, situacao text, de text)
  where l.situacao in ('NOVO', 'MUDA');
  v_liberacao := jsonb_build_object(
    'liberacao', relay.request_release(p_tenant, p_canal, 'MAPEAMENTO', p_ator)::text
  );
  perform audit.write(
    p_ator, 'mapeamento.sku.importar', 'importacao', p_canal, p_tenant, null,
    v_contas - 'resumo' || v_liberacao
  );
  return v_contas || v_liberacao || jsonb_build_object('aplicado', true, 'linhas', v_linhas);
end
$$;
