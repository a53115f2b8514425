-- ops.mask_nome(p_nome)
--   A name as logs and lists show it: the first name and the initial of the last, as in Maria S.
--   Reads        nothing
--   Concurrency  none
create or replace function ops.mask_nome(p_nome text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when cardinality(parte) > 1 then parte[1] || ' ' || left(parte[cardinality(parte)], 1) || '.'
    else parte[1]
  end
  from regexp_split_to_array(btrim(p_nome), '\s+') as parte
$$;
