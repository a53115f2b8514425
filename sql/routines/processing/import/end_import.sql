-- processing.end_import(p_tenant, p_canal, p_acao, p_linhas, p_contas, p_ator)
--   Ask for the release of what waited for the mappings that were imported, and note the import. p_acao: the audit's name
--   of it. p_contas: as processing.begin_import returned them.
--   Returns      the answer of an import: the counts, liberacao (the id of the release, see relay.release_batch), aplicado, linhas
--   Writes       hub.liberacao, hub.auditoria
--   Concurrency  as relay.request_release
create or replace function processing.end_import(
  p_tenant bigint,
  p_canal text,
  p_acao text,
  p_linhas jsonb,
  p_contas jsonb,
  p_ator text
)
returns jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_release constant jsonb := jsonb_build_object(
    'liberacao', relay.request_release(p_tenant, p_canal, 'MAPEAMENTO', p_ator)::text
  );
begin
  perform audit.write(p_ator, p_acao, 'importacao', p_canal, p_tenant, null, p_contas - 'resumo' || v_release);
  return p_contas || v_release || jsonb_build_object('aplicado', true, 'linhas', p_linhas);
end
$$;
