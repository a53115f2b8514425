-- bulk.pause(p_lote, p_ator, p_tenants)
--   Holds a bulk act until bulk.resume.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Errors       as bulk.change_status
--   Writes       as bulk.change_status
--   Concurrency  as bulk.lock
create or replace function bulk.pause(p_lote bigint, p_ator text, p_tenants bigint[] default null)
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select bulk.change_status(p_lote, 'pausar', '{EM_ANDAMENTO}', 'PAUSADO', p_ator, p_tenants)
$$;
