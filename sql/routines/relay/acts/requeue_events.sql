-- relay.requeue_events(p_ids)
--   Gives events that ought to wait in the outbox, and have no row there, a new one: dead if the event is dead, else claimable.
--   Returns      how many got one
--   Writes       hub.integracao_outbox, hub.integracao_evento (status), hub.auditoria (one row a tenant)
--   Concurrency  skip locked: an event that somebody has right now is left to the next look
create or replace function relay.requeue_events(p_ids bigint[])
returns int
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_ids bigint[];
begin
  v_ids := array(
    select e.id
    from hub.integracao_evento as e
    where e.id = any (p_ids)
      and e.status in ('RECEBIDO', 'ERRO', 'MORTO', 'MAPEAMENTO', 'ESTACIONADO')
    for no key update skip locked
  );
  with queued as (
    insert into hub.integracao_outbox (
      id, evento_id, tenant_id, canal, destino, recurso, trace_id, status, ultimo_erro
    )
    select
      e.id, e.id, e.tenant_id, e.canal,
      case when e.tipo = 'NOTIFICACAO' then 'ENRIQUECER' else 'PROCESSAR' end,
      case when e.tipo = 'NOTIFICACAO' then e.external_id end,
      e.trace_id,
      case when e.status = 'MORTO' then 'MORTO' else 'PENDENTE' end,
      case when e.status = 'MORTO' then e.error_msg end
    from hub.integracao_evento as e
    where e.id = any (v_ids)
    on conflict (id) do nothing
    returning id
  )
  select coalesce(array_agg(queued.id), '{}') into v_ids from queued;

  update hub.integracao_evento as e
  set status = 'RECEBIDO'
  where e.id = any (v_ids)
    and e.status in ('ERRO', 'MAPEAMENTO', 'ESTACIONADO');
  perform audit.write(
    'servico:varredura', 'fila.repor', 'evento', stray.first_id::text, stray.tenant_id,
    'a linha da fila tinha sumido', jsonb_build_object('eventos', stray.total, 'exemplos', stray.examples)
  )
  from (
    select e.tenant_id, count(*) as total, min(e.id) as first_id, (array_agg(e.id::text order by e.id))[1:5] as examples
    from hub.integracao_evento as e
    where e.id = any (v_ids)
    group by e.tenant_id
  ) as stray;
  if v_ids <> '{}' then
    perform relay.wake();
  end if;
  return cardinality(v_ids);
end
$$;
