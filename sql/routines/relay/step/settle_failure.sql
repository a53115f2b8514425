-- relay.settle_failure(p_id, p_lock_version, p_sqlstate, p_erro, p_worker, p_backoff, p_agora)
--   Decides when a row that failed is tried again. A transient error postpones it without spending an attempt (1 s, doubled up
--   to 30 s). Any other error spends one and waits p_backoff[attempt], give or take 10 %. When the list is used up, the row is
--   MORTO: visible, counted, requeued by a person.
--   p_lock_version is the lease's; null when the caller holds the row's lock in this transaction.
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
  v_transient constant boolean := relay.is_transient(p_sqlstate);
  v_error constant text := relay.safe_error(p_erro);
  v_row hub.integracao_outbox;
begin
  update hub.integracao_outbox as o
  set
    tentativas = o.tentativas + case when v_transient then 0 else 1 end,
    adiamentos = least(o.adiamentos + case when v_transient then 1 else 0 end, 32000),
    status = case when v_transient or o.tentativas < cardinality(p_backoff) then 'AGUARDANDO' else 'MORTO' end,
    motivo = case when v_transient then 'ADIADO' when o.tentativas < cardinality(p_backoff) then 'RETRY' end,
    proxima_tentativa_em = case
      when v_transient then p_agora + least(power(2, least(o.adiamentos, 5)), 30) * interval '1 second'
      else p_agora + p_backoff[o.tentativas + 1] * (0.9 + 0.2 * random())
    end,
    ultimo_erro = v_error,
    bloqueado_por = null,
    bloqueado_ate = null
  where o.id = p_id
    and (p_lock_version is null or (o.status = 'EM_ANDAMENTO' and o.lock_version = p_lock_version))
  returning o.* into v_row;
  if not found then
    return null;
  end if;

  insert into hub.evento_tentativa (evento_id, tenant_id, destino, tentativa, resultado, sqlstate, erro, worker, em)
  values (
    coalesce(v_row.evento_id, v_row.id), v_row.tenant_id, v_row.destino, v_row.tentativas,
    case when v_transient then 'ADIADO' when v_row.status = 'MORTO' then 'MORTO' else 'ERRO' end,
    p_sqlstate, v_error, p_worker, p_agora
  );

  if v_row.destino <> 'NOTIFICAR' then
    update hub.integracao_evento as e
    set status = case when v_row.status = 'MORTO' then 'MORTO' else 'ERRO' end, error_msg = v_error
    where e.id = p_id;
  end if;
  return v_row.status;
end
$$;
