-- processing.register_version(p_registro)
--   The version in a register's text: when what it says last changed, in milliseconds. A register that begins with 9 is
--   terminal and holds the complement of its version. See REGISTERS.md.
--   Inlined      a plain expression, without a search_path of its own, so that the planner can put it in place
--   Reads        nothing
--   Concurrency  none
create or replace function processing.register_version(p_registro text)
returns bigint
language sql
immutable
as $$
  select case
    when pg_catalog.left(p_registro, 1) = '9'
      then pg_catalog.translate(pg_catalog.substr(p_registro, 2, 16), '0123456789', '9876543210')::bigint
    else pg_catalog.substr(p_registro, 2, 16)::bigint
  end
$$;
