-- bulk.change_status(p_lote, p_act, p_from, p_to, p_ator, p_tenants)
--   Gives a bulk act another status because a person says so. What the turn under way has done stays done.
--   p_act: the audit's word for it (cancelar, pausar, retomar). p_from: the statuses in which it may be done. p_to: the new one.
--   Errors       HB404 no such lote (or not the caller's); HB409 it has another status
--   Writes       hub.lote, hub.auditoria
--   Concurrency  as bulk.lock
create or replace function bulk.change_status(
  p_lote bigint,
  p_act text,
  p_from text[],
  p_to text,
  p_ator text,
  p_tenants bigint[]
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_bulk constant hub.lote := bulk.lock(p_lote, p_tenants);
begin
  if v_bulk.status <> all (p_from) then
    raise exception 'o lote está % e não pode ser %', v_bulk.status, regexp_replace(p_act, 'r$', 'do') using errcode = 'HB409';
  end if;
  update hub.lote as l
  set
    status = p_to,
    andou_em = case when p_to = 'EM_ANDAMENTO' then clock_timestamp() else l.andou_em end,
    concluido_em = case when p_to = 'CANCELADO' then clock_timestamp() else l.concluido_em end
  where l.id = p_lote;
  perform audit.write(
    p_ator, 'lote.' || p_act, 'lote', p_lote::text, bulk.tenant_of(p_lote), null,
    jsonb_build_object('feitos', v_bulk.feitos, 'recusados', v_bulk.recusados, 'total', v_bulk.total)
  );
end
$$;
