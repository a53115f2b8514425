-- processing.register_value(p_registro)
--   The value in a register's text: what stands after its order. See REGISTERS.md for the layout. The 18th character
--   tells how long the order is: 9 where the state was read, 0 where it was read and is terminal.
--   Inlined      a plain expression, without a search_path of its own, so that the planner can put it in place
--   Reads        nothing
--   Concurrency  none
create or replace function processing.register_value(p_registro text)
returns text
language sql
immutable
as $$
  select pg_catalog.substr(
    p_registro,
    case when pg_catalog.substr(p_registro, 18, 1) in ('0', '9') then 36 else 19 end
  )
$$;
