-- ops.reserve_webhook_secret(p_conector)
--   Make the row that a new webhook secret will be sealed into: its id is part of what seals it. Until
--   ops.activate_webhook_secret it opens nothing.
--   Returns      the row's id
--   Writes       hub.conector_segredo
--   Concurrency  an insert
create or replace function ops.reserve_webhook_secret(p_conector bigint)
returns bigint
language sql
volatile
security definer
set search_path = ''
as $$
  insert into hub.conector_segredo (conector_id)
  values (p_conector)
  returning id
$$;
