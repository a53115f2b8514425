-- processing.type_rank(p_tipo)
--   The place of an event type among events of one version: the digit that breaks their tie in a register.
--   Inlined      a plain expression, without a search_path of its own, so that the planner can put it in place
--   Reads        nothing
--   Concurrency  none
create or replace function processing.type_rank(p_tipo text)
returns text
language sql
immutable
as $$
  select case p_tipo
    when 'ORDER_CREATED' then '1'
    when 'ORDER_UPDATED' then '2'
    when 'LABEL_AVAILABLE' then '3'
    when 'STATUS_CHANGED' then '4'
  end
$$;
