-- audit.mask_digits(p_texto, p_visiveis)
--   Hides all but the last p_visiveis digits of a document or telephone.
--   Reads        nothing
--   Concurrency  none
create or replace function audit.mask_digits(p_texto text, p_visiveis int)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select regexp_replace(
    left(p_texto, greatest(length(p_texto) - p_visiveis, 0)), '[0-9A-Za-z]', '*', 'g'
  ) || right(p_texto, p_visiveis)
$$;
