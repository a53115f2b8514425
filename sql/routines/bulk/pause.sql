-- bulk.pause(p_lote, p_ator, p_tenants)
--   Hold a bulk act until bulk.resume.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Errors       HB404 no such lote (or not the caller's); HB409 it is in another state
--   Writes       hub.lote, hub.auditoria
--   Concurrency  as bulk.lock: what its turn under way has done stays done, and no other begins
create or replace function bulk.pause(p_lote bigint, p_ator text, p_tenants bigint[] default null)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_lote constant hub.lote := bulk.lock(p_lote, p_tenants);
begin
  if v_lote.status not in ('EM_ANDAMENTO') then
    raise exception 'o lote está % e não pode ser pausado', v_lote.status using errcode = 'HB409';
  end if;
  update hub.lote as l
  set status = 'PAUSADO'
  where l.id = p_lote;
  perform audit.write(
    p_ator, 'lote.pausar', 'lote', p_lote::text, bulk.tenant_of(p_lote), null,
    jsonb_build_object('feitos', v_lote.feitos, 'recusados', v_lote.recusados, 'total', v_lote.total)
  );
end
$$;
