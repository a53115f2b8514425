-- processing.plan_import(p_tenant, p_canal, p_tipo, p_linhas, p_tenants)
--   What importing these lines would do in all. p_linhas: as processing.compare_sku_lines or compare_status_lines returned
--   them, for p_tipo SKU or STATUS. p_tenants: the tenants that the caller may touch; null: all.
--   Returns      the answer of a simulation: {aplicado, novos, mudam, iguais, erros, eventosLiberados, resumo (SHA-256 of
--                the lines), linhas}
--   Reads        hub.pendencia_mapeamento, hub.pendencia_evento, hub.integracao_outbox
--   Concurrency  none
create or replace function processing.plan_import(
  p_tenant bigint,
  p_canal text,
  p_tipo text,
  p_linhas jsonb,
  p_tenants bigint[]
)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select processing.count_import(p_linhas) || jsonb_build_object(
    'aplicado', false,
    'eventosLiberados', cardinality(
      processing.released_by(
        processing.pendencias_of(
          p_tenant, p_canal, p_tipo,
          array(
            select l.externo
            from jsonb_to_recordset(p_linhas) as l (externo text, situacao text)
            where l.situacao = 'NOVO'
          ),
          p_tenants
        )
      )
    ),
    'linhas', p_linhas
  )
$$;
