-- bulk.confirm(p_lote, p_digitado, p_ator, p_tenants, p_agora)
--   Starts a planned bulk act. p_digitado: its total, which the person typed after reading what it does.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Errors       HB404 no such lote (or not the caller's); HB409 it is not PLANEJADO, or was planned over 15 minutes ago;
--                HB422 another number than its total
--   Writes       hub.lote, hub.auditoria
--   Concurrency  as bulk.lock
create or replace function bulk.confirm(
  p_lote bigint,
  p_digitado int,
  p_ator text,
  p_tenants bigint[] default null,
  p_agora timestamptz default clock_timestamp()
)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_bulk constant hub.lote := bulk.lock(p_lote, p_tenants);
begin
  if v_bulk.status <> 'PLANEJADO' then
    raise exception 'o lote está % e só um lote PLANEJADO é confirmado', v_bulk.status using errcode = 'HB409';
  end if;
  if v_bulk.criado_em < p_agora - interval '15 minutes' then
    raise exception 'o plano tem mais de 15 minutos; planeje o lote de novo' using errcode = 'HB409';
  end if;
  if p_digitado is distinct from v_bulk.total then
    raise exception 'o número digitado não é o total do lote' using errcode = 'HB422';
  end if;
  update hub.lote as l
  set status = 'EM_ANDAMENTO', confirmado_em = p_agora, andou_em = p_agora
  where l.id = p_lote;
  perform audit.write(
    p_ator, 'lote.confirmar', 'lote', p_lote::text, bulk.tenant_of(p_lote), v_bulk.motivo,
    jsonb_build_object('acao', v_bulk.acao, 'total', v_bulk.total)
  );
end
$$;
