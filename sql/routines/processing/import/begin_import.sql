-- processing.begin_import(p_linhas, p_resumo)
--   Stop unless these lines may be applied: all without an error, and as the person has seen them. Where one changes a
--   mapping that is there, steps are held back: see processing.change_mappings.
--   p_linhas: as they were compared. p_resumo: the resumo of the simulation that the person has seen; null: none was.
--   Returns      as processing.count_import
--   Errors       HB409 the mappings have changed since the simulation; HB422 a line with an error
--   Reads        nothing
--   Concurrency  as processing.change_mappings, where one is changed
create or replace function processing.begin_import(p_linhas jsonb, p_resumo text)
returns jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_counts constant jsonb := processing.count_import(p_linhas);
begin
  if (v_counts ->> 'erros')::int > 0 then
    raise exception 'há linhas com erro; nada foi importado' using errcode = 'HB422';
  end if;
  if p_resumo <> v_counts ->> 'resumo' then
    raise exception 'os mapeamentos mudaram desde a simulação; confira de novo antes de importar' using errcode = 'HB409';
  end if;
  if (v_counts ->> 'mudam')::int > 0 then
    perform processing.change_mappings();
  end if;
  return v_counts;
end
$$;
