-- ops.moment(p_instante)
--   Writes an instant as sentences do: day and time in São Paulo.
--   Reads        nothing
--   Concurrency  none
create or replace function ops.moment(p_instante timestamptz)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select to_char(p_instante at time zone 'America/Sao_Paulo', 'DD/MM/YYYY "às" HH24:MI')
$$;
