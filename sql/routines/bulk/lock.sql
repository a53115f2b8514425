-- bulk.lock(p_lote, p_tenants)
--   Locks a bulk act for an act of a person on it.
--   Returns      the lote
--   Errors       HB404 no such lote, or one that touches tenants that the caller may not
--   Reads        hub.lote
--   Concurrency  the lote's row lock; waits for the turn of bulk.run under way, a second or two
create or replace function bulk.lock(p_lote bigint, p_tenants bigint[])
returns hub.lote
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenants constant bigint[] := access.reach(p_tenants);
  v_bulk hub.lote;
begin
  select * into v_bulk
  from hub.lote as l
  where l.id = p_lote
    and (v_tenants is null or l.tenants <@ v_tenants)
  for update;
  if not found then
    raise exception 'lote não encontrado' using errcode = 'HB404';
  end if;
  return v_bulk;
end
$$;
