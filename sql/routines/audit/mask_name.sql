-- audit.mask_name(p_nome)
--   Masks a name as logs and lists show it: the first name and the initial of the last (Maria S.), or the first letter of a single
--   word. src/core/text/mask.ts does the same.
--   Reads        nothing
--   Concurrency  none
create or replace function audit.mask_name(p_nome text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when cardinality(parte) > 1 then parte[1] || ' ' || left(parte[cardinality(parte)], 1) || '.'
    when parte[1] <> '' then left(parte[1], 1) || '***'
    else ''
  end
  from regexp_split_to_array(btrim(p_nome), '\s+') as parte
$$;
