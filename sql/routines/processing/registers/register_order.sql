-- processing.register_order(p_versao, p_tipo, p_lido_em)
--   What orders the values of a register, as text that compares byte by byte (collation "C"); the value is appended to
--   it:
--   0 | version, 16 digits | type, 1 digit: of an event that was sent
--   0 | version, 16 digits | 9 | when it was read, 16 digits, in µs | type, 1 digit: of a state that was read
--   Only this, processing.register_value, register_version and status_register know the layout. See REGISTERS.md.
--   Inlined      a plain expression, without a search_path of its own, so that the planner can put it in place
--   Reads        nothing
--   Concurrency  none
create or replace function processing.register_order(p_versao bigint, p_tipo text, p_lido_em timestamptz)
returns text
language sql
stable
as $$
  select '0' || pg_catalog.lpad(p_versao::text, 16, '0')
    || case
      when p_lido_em is null then ''
      else '9' || pg_catalog.lpad((extract(epoch from p_lido_em) * 1000000)::bigint::text, 16, '0')
    end
    || processing.type_rank(p_tipo)
$$;
