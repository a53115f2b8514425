-- processing.require_import_lines(p_linhas)
--   Stop where an import has no line, or more than one import may have.
--   Errors       HB422 no line, or more than 5,000
--   Reads        nothing
--   Concurrency  none
create or replace function processing.require_import_lines(p_linhas jsonb)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if jsonb_array_length(p_linhas) = 0 then
    raise exception 'nenhuma linha a importar' using errcode = 'HB422';
  end if;
  if jsonb_array_length(p_linhas) > 5000 then
    raise exception 'uma importação tem no máximo 5.000 linhas; divida o arquivo' using errcode = 'HB422';
  end if;
end
$$;
