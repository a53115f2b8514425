-- relay.settle_failures(p_ids, p_sqlstates, p_erros, p_worker, p_backoff, p_agora)
--   Decides when rows that failed are tried again, all in one statement. A transient error postpones a row without spending an
--   attempt (1 s, doubled up to 30 s). Any other error spends one and waits p_backoff[attempt], give or take 10 %. When the list is
--   used up, the row is MORTO: visible, counted, requeued by a person.
--   Each error message is made safe once, however many rows it failed.
--   Returns      what a log line says of each: [{eventoId, tenant, traceId, status, sqlstate}]
--   Writes       hub.integracao_outbox, hub.integracao_evento (status, error_msg), hub.evento_tentativa
--   Concurrency  the caller holds the rows' locks
create or replace function relay.settle_failures(
  p_ids bigint[],
  p_sqlstates text[],
  p_erros text[],
  p_worker text,
  p_backoff interval[],
  p_agora timestamptz
)
returns jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_failures jsonb;
begin
  with mensagem as materialized (
    select d.erro, relay.safe_error(d.erro) as segura
    from (select distinct u.erro from unnest(p_erros) as u(erro)) as d
  ),
  falha as materialized (
    select f.id, f.sqlstate, relay.is_transient(f.sqlstate) as transitoria, m.segura
    from unnest(p_ids, p_sqlstates, p_erros) as f(id, sqlstate, erro)
    join mensagem as m on m.erro is not distinct from f.erro
  ),
  charged as (
    update hub.integracao_outbox as o
    set
      tentativas = o.tentativas + case when f.transitoria then 0 else 1 end,
      adiamentos = least(o.adiamentos + case when f.transitoria then 1 else 0 end, 32000),
      status = case when f.transitoria or o.tentativas < cardinality(p_backoff) then 'AGUARDANDO' else 'MORTO' end,
      motivo = case when f.transitoria then 'ADIADO' when o.tentativas < cardinality(p_backoff) then 'RETRY' end,
      proxima_tentativa_em = case
        when f.transitoria then p_agora + least(power(2, least(o.adiamentos, 5)), 30) * interval '1 second'
        else p_agora + p_backoff[o.tentativas + 1] * (0.9 + 0.2 * random())
      end,
      ultimo_erro = f.segura,
      bloqueado_por = null,
      bloqueado_ate = null
    from falha as f
    where o.id = f.id
    returning
      o.id, o.evento_id, o.tenant_id, o.trace_id, o.destino, o.tentativas, o.status, f.sqlstate, f.segura, f.transitoria
  ),
  noted as (
    insert into hub.evento_tentativa (evento_id, tenant_id, destino, tentativa, resultado, sqlstate, erro, worker, em)
    select
      coalesce(c.evento_id, c.id), c.tenant_id, c.destino, c.tentativas,
      case when c.transitoria then 'ADIADO' when c.status = 'MORTO' then 'MORTO' else 'ERRO' end,
      c.sqlstate, c.segura, p_worker, p_agora
    from charged as c
  ),
  marked as (
    update hub.integracao_evento as e
    set status = case when c.status = 'MORTO' then 'MORTO' else 'ERRO' end, error_msg = c.segura
    from charged as c
    where e.id = c.id
      and c.destino <> 'NOTIFICAR'
  )
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'eventoId', c.id::text, 'tenant', c.tenant_id, 'traceId', c.trace_id, 'status', c.status, 'sqlstate', c.sqlstate
      )
    ),
    '[]'
  )
  into v_failures
  from charged as c;
  return v_failures;
end
$$;
