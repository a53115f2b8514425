-- bulk.cancel(p_lote, p_ator, p_tenants)
--   Ends a bulk act for good. The items that it has not done are not done.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Errors       as bulk.change_status
--   Writes       as bulk.change_status
--   Concurrency  as bulk.lock
create or replace function bulk.cancel(p_lote bigint, p_ator text, p_tenants bigint[] default null)
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select bulk.change_status(p_lote, 'cancelar', '{PLANEJADO,EM_ANDAMENTO,PAUSADO}', 'CANCELADO', p_ator, p_tenants)
$$;
