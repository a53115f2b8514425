-- relay.discard(p_id, p_motivo, p_ator, p_tenants, p_chave)
--   Ends a dead row of the outbox for good. Its event becomes IGNORADO, and keeps its payload and its last error; if its effect
--   had been applied before (the dead row was another try), the event is PROCESSADO, as it was. A notice becomes CANCELADA and
--   keeps its error. Only relay.reprocess, forced, brings a discarded event back.
--   p_tenants: the tenants that the caller may touch; null: all. p_chave: the uuid of this act, which a form carries;
--   asked again with it, nothing is done.
--   Returns      the new status of the event or the notice
--   Errors       HB404 no such row (or another tenant's); HB409 the row is not MORTO; HB422 no reason given
--   Writes       hub.integracao_outbox, hub.integracao_evento (status, ignorado, error_msg), hub.notificacao (status),
--                hub.auditoria with the whole row
--   Concurrency  as relay.lock_row
create or replace function relay.discard(
  p_id bigint,
  p_motivo text,
  p_ator text,
  p_tenants bigint[] default null,
  p_chave uuid default null
)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_row hub.integracao_outbox;
  v_object text;
  v_earlier jsonb;
  v_status text;
  v_notice jsonb;
begin
  perform audit.require_reason(p_motivo, 'do descarte');
  perform relay.require_reach(p_id, p_tenants);
  v_row := relay.lock_row(p_id);
  v_earlier := coalesce(
    audit.asked_before('evento', p_id::text, 'outbox.descartar', p_chave),
    audit.asked_before('notificacao', p_id::text, 'outbox.descartar', p_chave)
  );
  if v_earlier is not null then
    return v_earlier ->> 'status';
  end if;

  perform relay.require_dead(v_row, p_tenants);
  delete from hub.integracao_outbox as o
  where o.id = p_id;
  if v_row.destino = 'NOTIFICAR' then
    v_object := 'notificacao';
    -- Without the text, which has the recipient's name in it.
    update hub.notificacao as n
    set status = 'CANCELADA'
    where n.id = p_id
    returning n.status, to_jsonb(n) - 'texto' into v_status, v_notice;
  else
    v_object := 'evento';
    update hub.integracao_evento as e
    set
      status = case when e.processed_at is null then 'IGNORADO' else 'PROCESSADO' end,
      ignorado = case when e.processed_at is null then true else e.ignorado end,
      error_msg = left(concat_ws(': ', 'descartado', coalesce(e.error_msg, v_row.ultimo_erro)), 500)
    where e.id = p_id
    returning e.status into v_status;
  end if;
  perform audit.write(
    p_ator, 'outbox.descartar', v_object, p_id::text, v_row.tenant_id, p_motivo,
    jsonb_strip_nulls(
      jsonb_build_object('chave', p_chave, 'status', v_status, 'linha', to_jsonb(v_row), 'aviso', v_notice)
    )
  );
  return v_status;
end
$$;
