-- relay.reprocess(p_evento, p_motivo, p_ator, p_tenants)
--   Queue an event again, past its idempotency key, with a reprocess_id and an audit row. A scheduled retry, a
--   parked or a dead row becomes this attempt; asking twice before it has run is one attempt.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Returns      the reprocess_id
--   Errors       HB404 no such event (or another tenant's); HB409 it is a duplicate or ignored (nothing to apply), or
--                being run right now; HB422 no reason given
--   Writes       hub.integracao_outbox, hub.integracao_evento (status, reprocess_count), hub.auditoria
--   Concurrency  the event's row lock first, then its outbox row's
create or replace function relay.reprocess(p_evento bigint, p_motivo text, p_ator text, p_tenants bigint[] default null)
returns uuid
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_evento hub.integracao_evento;
  v_linha hub.integracao_outbox;
  v_reprocesso uuid := gen_random_uuid();
begin
  if nullif(btrim(p_motivo), '') is null then
    raise exception 'informe o motivo do reprocessamento' using errcode = 'HB422';
  end if;
  select * into v_evento
  from hub.integracao_evento as e
  where e.id = p_evento
    and (p_tenants is null or e.tenant_id = any (p_tenants))
  for update;
  if not found then
    raise exception 'evento não encontrado' using errcode = 'HB404';
  end if;
  if v_evento.status in ('DUPLICADO', 'IGNORADO') then
    raise exception 'o evento está % e não tem efeito a aplicar; reprocesse o original', v_evento.status using errcode = 'HB409';
  end if;

  select * into v_linha from hub.integracao_outbox as o where o.id = p_evento for update;
  if v_linha.status = 'EM_ANDAMENTO' then
    raise exception 'o evento está sendo processado agora; tente de novo em instantes' using errcode = 'HB409';
  end if;
  if v_linha.status = 'PENDENTE' and v_linha.reprocess_id is not null then
    return v_linha.reprocess_id;
  end if;

  insert into hub.integracao_outbox as o (id, evento_id, tenant_id, canal, destino, recurso, trace_id, reprocess_id)
  values (
    p_evento, p_evento, v_evento.tenant_id, v_evento.canal,
    case when v_evento.tipo = 'NOTIFICACAO' then 'ENRIQUECER' else 'PROCESSAR' end,
    case when v_evento.tipo = 'NOTIFICACAO' then v_evento.external_id end,
    v_evento.trace_id, v_reprocesso
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
  perform ops.audit(
    p_ator, 'evento.reprocessar', 'evento', p_evento::text, v_evento.tenant_id, p_motivo,
    jsonb_build_object('reprocessId', v_reprocesso, 'statusAnterior', v_evento.status)
  );
  perform relay.wake();
  return v_reprocesso;
end
$$;
