-- processing.status_register(p_ordem, p_externo, p_terminal)
--   The register text of an external status. A terminal one begins with 9 and the complement of its order: it is greater
--   than every status that is not terminal, and among terminal ones the earliest is the greatest. See REGISTERS.md.
--   Inlined      a plain expression, without a search_path of its own, so that the planner can put it in place
--   Reads        nothing
--   Concurrency  none
create or replace function processing.status_register(p_ordem text, p_externo text, p_terminal boolean)
returns text
language sql
immutable
as $$
  select case
    when p_terminal then pg_catalog.translate(p_ordem, '0123456789', '9876543210')
    else p_ordem
  end || p_externo
$$;
