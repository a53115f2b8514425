-- relay.requeue_dead(p_id, p_motivo, p_ator, p_tenants, p_chave)
--   Gives a dead row of the outbox back to the queue, with all of its attempts. An event is reprocessed. A notice is tried again
--   as if it were new, unless its order is not PRONTO any more, or another notice of it has left, may have left, or waits to
--   leave: nobody is told twice, or told of a parcel that is gone.
--   p_tenants: the tenants that the caller may touch; null: all. p_chave: the uuid of this act, which a form carries;
--   asked again with it, nothing is done.
--   Returns      the reprocess_id of an event; null for a notice
--   Errors       HB404 no such row (or another tenant's); HB409 the row is not MORTO, or the notice is not to be
--                sent any more; HB422 no reason given
--   Writes       as relay.reprocess; of a notice hub.integracao_outbox, hub.notificacao, hub.auditoria
--   Concurrency  as relay.lock_row
create or replace function relay.requeue_dead(
  p_id bigint,
  p_motivo text,
  p_ator text,
  p_tenants bigint[] default null,
  p_chave uuid default null
)
returns uuid
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_row hub.integracao_outbox;
  v_earlier jsonb;
begin
  perform audit.require_reason(p_motivo, 'da devolução');
  perform relay.require_reach(p_id, p_tenants);
  v_row := relay.lock_row(p_id);
  v_earlier := coalesce(
    audit.asked_before('evento', p_id::text, 'evento.reprocessar', p_chave),
    audit.asked_before('notificacao', p_id::text, 'outbox.devolver', p_chave)
  );
  if v_earlier is not null then
    return (v_earlier ->> 'reprocessId')::uuid;
  end if;

  perform relay.require_dead(v_row, p_tenants);
  if v_row.destino <> 'NOTIFICAR' then
    return relay.reprocess(p_id, p_motivo, p_ator, p_tenants, p_chave);
  end if;
  perform notifications.require_unsent(p_id);
  update hub.notificacao as n
  set status = 'PENDENTE', erro = null, iniciada_em = null
  where n.id = p_id;
  update hub.integracao_outbox as o
  set
    status = 'PENDENTE',
    tentativas = 0,
    adiamentos = 0,
    proxima_tentativa_em = null,
    ultimo_erro = null,
    lock_version = o.lock_version + 1
  where o.id = p_id;
  perform audit.write(
    p_ator, 'outbox.devolver', 'notificacao', p_id::text, v_row.tenant_id, p_motivo,
    jsonb_strip_nulls(jsonb_build_object('chave', p_chave, 'tentativas', v_row.tentativas, 'ultimoErro', v_row.ultimo_erro))
  );
  perform relay.wake();
  return null;
end
$$;
