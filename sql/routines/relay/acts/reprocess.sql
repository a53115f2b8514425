-- relay.reprocess(p_evento, p_motivo, p_ator, p_tenants, p_reprocesso, p_forcar)
--   Queues an event again, past its idempotency key, with a reprocess_id and an audit row. A scheduled retry, a parked row or a
--   dead row becomes this attempt. Two requests before it has run are one attempt.
--   p_tenants: the tenants that the caller may touch; null: all. p_reprocesso: the uuid of this act, which a form carries;
--   asked again with it, nothing is done, even when the attempt has run to its end. Null: a new one. p_forcar: whether an
--   event whose effect has been applied, or that somebody has discarded, is queued as well.
--   Returns      the reprocess_id; if an attempt waits already, its own
--   Errors       HB404 no such event (or another tenant's); HB409 it is a duplicate or ignored (nothing to apply), being
--                run right now, or applied or discarded and not to be forced; HB422 no reason given
--   Writes       hub.integracao_outbox, hub.integracao_evento (status, reprocess_count), hub.auditoria
--   Concurrency  locks the event first, then its outbox row if nobody has it: a step locks them the other way round
create or replace function relay.reprocess(
  p_evento bigint,
  p_motivo text,
  p_ator text,
  p_tenants bigint[] default null,
  p_reprocesso uuid default null,
  p_forcar boolean default true
)
returns uuid
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenants constant bigint[] := access.reach(p_tenants);
  v_event hub.integracao_evento;
  v_row hub.integracao_outbox;
  v_reprocess uuid := coalesce(p_reprocesso, gen_random_uuid());
  v_earlier jsonb;
begin
  perform audit.require_reason(p_motivo, 'do reprocessamento');
  select * into v_event
  from hub.integracao_evento as e
  where e.id = p_evento
    and (v_tenants is null or e.tenant_id = any (v_tenants))
  for update;
  if not found then
    raise exception 'evento não encontrado' using errcode = 'HB404';
  end if;
  v_earlier := audit.asked_before('evento', p_evento::text, 'evento.reprocessar', p_reprocesso);
  if v_earlier is not null then
    return (v_earlier ->> 'reprocessId')::uuid;
  end if;
  if v_event.status = 'DUPLICADO' or (v_event.status = 'IGNORADO' and not relay.was_discarded(p_evento)) then
    raise exception 'o evento está % e não tem efeito a aplicar; reprocesse o original', v_event.status using errcode = 'HB409';
  end if;
  if not coalesce(p_forcar, false) and v_event.status in ('PROCESSADO', 'REPROCESSADO') then
    raise exception 'o evento já foi processado; confirme que quer aplicá-lo outra vez' using errcode = 'HB409';
  end if;
  if not coalesce(p_forcar, false) and v_event.status = 'IGNORADO' then
    raise exception 'o evento foi descartado; confirme que quer aplicá-lo mesmo assim' using errcode = 'HB409';
  end if;

  -- Not waited for: a step that has claimed the row is going to need the event.
  select * into v_row from hub.integracao_outbox as o where o.id = p_evento for update skip locked;
  if v_row.status = 'EM_ANDAMENTO' or (not found and exists (select from hub.integracao_outbox as o where o.id = p_evento)) then
    raise exception 'o evento está sendo processado agora; tente de novo em instantes' using errcode = 'HB409', hint = 'de novo';
  end if;
  if v_row.status = 'PENDENTE' and v_row.reprocess_id is not null then
    -- An attempt that waits already serves this request too. It is noted, so that this uuid never makes another.
    if p_reprocesso is not null then
      perform audit.write(
        p_ator, 'evento.reprocessar', 'evento', p_evento::text, v_event.tenant_id, p_motivo,
        jsonb_build_object('reprocessId', v_row.reprocess_id, 'chave', p_reprocesso, 'statusAnterior', v_event.status)
      );
    end if;
    return v_row.reprocess_id;
  end if;

  insert into hub.integracao_outbox as o (id, evento_id, tenant_id, canal, destino, recurso, trace_id, reprocess_id)
  values (
    p_evento, p_evento, v_event.tenant_id, v_event.canal,
    case when v_event.tipo = 'NOTIFICACAO' then 'ENRIQUECER' else 'PROCESSAR' end,
    case when v_event.tipo = 'NOTIFICACAO' then v_event.external_id end,
    v_event.trace_id, v_reprocess
  )
  on conflict (id) do update
  set
    status = 'PENDENTE',
    motivo = null,
    tentativas = 0,
    adiamentos = 0,
    proxima_tentativa_em = null,
    ultimo_erro = null,
    lock_version = o.lock_version + 1,
    reprocess_id = excluded.reprocess_id;
  update hub.integracao_evento as e
  set status = 'RECEBIDO', reprocess_count = e.reprocess_count + 1, error_msg = null
  where e.id = p_evento;
  perform audit.write(
    p_ator, 'evento.reprocessar', 'evento', p_evento::text, v_event.tenant_id, p_motivo,
    jsonb_build_object('reprocessId', v_reprocess, 'statusAnterior', v_event.status)
  );
  perform relay.wake();
  return v_reprocess;
end
$$;
