-- relay.safe_error(p_mensagem)
--   An error message without what it quotes: PostgreSQL repeats the offending value between quotes, and that value
--   may be somebody's document or telephone.
--   Reads        nothing
--   Concurrency  none
create or replace function relay.safe_error(p_mensagem text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select left(
    regexp_replace(
      regexp_replace(regexp_replace(p_mensagem, '"[^"]*"?', '"…"', 'g'), '\([^)]*\)?', '(…)', 'g'),
      '[0-9]{4,}', '…', 'g'
    ),
    500
  )
$$;
