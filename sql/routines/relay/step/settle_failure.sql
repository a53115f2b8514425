-- relay.settle_failure(p_id, p_lock_version, p_sqlstate, p_erro, p_worker, p_backoff, p_agora)
--   Put a row that failed back to wait, or to rest. A transient error postpones it without spending an attempt
--   (1 s, doubling up to 30 s); any other spends one and waits p_backoff[attempt], give or take 10 %; when the list
--   is used up the row is MORTO: visible, counted, requeued by an operator.
--   p_lock_version is the lease's; null when the caller holds the row's lock in this same transaction.
--   Returns      the row's new status; null when the lease was lost, and then nothing was written
--   Writes       hub.integracao_outbox, hub.integracao_evento (status, error_msg), hub.evento_tentativa
--   Concurrency  optimistic: a worker that outlived its lease settles nothing
create or replace function relay.settle_failure(
  p_id bigint,
  p_lock_version int,
  p_sqlstate text,
  p_erro text,
  p_worker text,
  p_backoff interval[],
  p_agora timestamptz default clock_timestamp()
)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
  v_transiente constant boolean := relay.is_transient(p_sqlstate);
  v_erro constant text := relay.safe_error(p_erro);
  v_linha hub.integracao_outbox;
begin
  update hub.integracao_outbox as o
  set
    tentativas = o.tentativas + case when v_transiente then 0 else 1 end,
    adiamentos = least(o.adiamentos + case when v_transiente then 1 else 0 end, 32000),
    status = case when v_transiente or o.tentativas < cardinality(p_backoff) then 'AGUARDANDO' else 'MORTO' end,
    motivo = case when v_transiente then 'ADIADO' when o.tentativas < cardinality(p_backoff) then 'RETRY' end,
    proxima_tentativa_em = case
      when v_transiente then p_agora + least(power(2, least(o.adiamentos, 5)), 30) * interval '1 second'
      else p_agora + p_backoff[o.tentativas + 1] * (0.9 + 0.2 * random())
    end,
    ultimo_erro = v_erro,
    bloqueado_por = null,
    bloqueado_ate = null
  where o.id = p_id
    and (p_lock_version is null or (o.status = 'EM_ANDAMENTO' and o.lock_version = p_lock_version))
  returning o.* into v_linha;
  if not found then
    return null;
  end if;

  insert into hub.evento_tentativa (evento_id, tenant_id, destino, tentativa, resultado, sqlstate, erro, worker, em)
  values (
    coalesce(v_linha.evento_id, v_linha.id), v_linha.tenant_id, v_linha.destino, v_linha.tentativas,
    case when v_transiente then 'ADIADO' when v_linha.status = 'MORTO' then 'MORTO' else 'ERRO' end,
    p_sqlstate, v_erro, p_worker, p_agora
  );

  if v_linha.destino <> 'NOTIFICAR' then
    update hub.integracao_evento as e
    set status = case when v_linha.status = 'MORTO' then 'MORTO' else 'ERRO' end, error_msg = v_erro
    where e.id = p_id;
  end if;
  return v_linha.status;
end
$$;
