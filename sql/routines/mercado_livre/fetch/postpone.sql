-- mercado_livre.postpone(p_id, p_lock_version, p_espera, p_erro, p_worker, p_todos, p_agora)
--   Put a leased fetch request back to wait for p_espera, without spending an attempt. p_todos: the tenant's other fetch
--   requests that are claimable wait with it, as what stands in its way most likely stands in theirs (a seller's limit,
--   an open breaker).
--   Returns      how many wait; 0 when the lease was lost, and then nothing was written
--   Writes       hub.integracao_outbox, hub.evento_tentativa
--   Concurrency  optimistic: only while the lease is p_lock_version's; the others are taken with skip locked
create or replace function mercado_livre.postpone(
  p_id bigint,
  p_lock_version int,
  p_espera interval,
  p_erro text,
  p_worker text,
  p_todos boolean,
  p_agora timestamptz default clock_timestamp()
)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_row hub.integracao_outbox;
  v_ids bigint[];
begin
  select o.*
  into v_row
  from hub.integracao_outbox as o
  where o.id = p_id
    and o.lock_version = p_lock_version
    and o.status = 'EM_ANDAMENTO'
  for update;
  if not found then
    return 0;
  end if;

  v_ids := array[p_id] || array(
    select o.id
    from hub.integracao_outbox as o
    where p_todos
      and o.status = 'PENDENTE'
      and o.faixa = v_row.faixa
      and o.tenant_id = v_row.tenant_id
      and o.canal = v_row.canal
    for update skip locked
  );
  update hub.integracao_outbox as o
  set
    status = 'AGUARDANDO',
    motivo = 'ADIADO',
    proxima_tentativa_em = p_agora + p_espera,
    adiamentos = least(o.adiamentos + 1, 32000),
    ultimo_erro = relay.safe_error(p_erro),
    bloqueado_por = null,
    bloqueado_ate = null
  where o.id = any (v_ids);

  insert into hub.evento_tentativa (evento_id, tenant_id, destino, tentativa, resultado, erro, worker, em)
  values (
    v_row.evento_id, v_row.tenant_id, v_row.destino, v_row.tentativas, 'ADIADO', relay.safe_error(p_erro),
    p_worker, p_agora
  );
  return cardinality(v_ids);
end
$$;
