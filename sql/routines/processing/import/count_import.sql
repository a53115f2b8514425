-- processing.count_import(p_linhas)
--   Count the lines of an import by what would become of each. p_linhas: as they were compared.
--   Returns      {novos, mudam, iguais, erros, resumo (SHA-256 of the lines)}
--   Reads        nothing
--   Concurrency  none
create or replace function processing.count_import(p_linhas jsonb)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'novos', count(*) filter (where l.situacao = 'NOVO'),
    'mudam', count(*) filter (where l.situacao = 'MUDA'),
    'iguais', count(*) filter (where l.situacao = 'IGUAL'),
    'erros', count(*) filter (where l.situacao = 'ERRO'),
    'resumo', encode(sha256(convert_to(p_linhas::text, 'UTF8')), 'hex')
  )
  from jsonb_to_recordset(p_linhas) as l (situacao text)
$$;
