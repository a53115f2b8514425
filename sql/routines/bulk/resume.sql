-- bulk.resume(p_lote, p_ator, p_tenants)
--   Lets a paused bulk act go on where it stands.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Errors       as bulk.change_status
--   Writes       as bulk.change_status
--   Concurrency  as bulk.lock
create or replace function bulk.resume(p_lote bigint, p_ator text, p_tenants bigint[] default null)
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select bulk.change_status(p_lote, 'retomar', '{PAUSADO}', 'EM_ANDAMENTO', p_ator, p_tenants)
$$;
