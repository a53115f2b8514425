-- relay.safe_error(p_mensagem)
--   Returns an error message without what it quotes. PostgreSQL repeats the offending value between quotes, and that value may be
--   a person's document or telephone. The names of tables, columns and constraints stay: a DBA needs them.
--   Reads        nothing
--   Concurrency  none
create or replace function relay.safe_error(p_mensagem text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return left(
    regexp_replace(
      regexp_replace(
        regexp_replace(
          p_mensagem,
          '(?<!(relation|constraint|column|table|index|function|schema|view|type|sequence|role|trigger|parameter) )"[^"]*"?',
          '"…"', 'g'
        ),
        '\([^)]*\)?', '(…)', 'g'
      ),
      '[0-9]{4,}', '…', 'g'
    ),
    500
  );
end
$$;
