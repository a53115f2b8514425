-- notifications.requeue_strays(p_ids)
--   Handles notices that ought to wait in the outbox and have no row there. One whose sending had not started gets a new row; one
--   whose sending had started becomes INCERTA.
--   Returns      how many there were
--   Writes       hub.notificacao (status), hub.integracao_outbox, hub.auditoria (one row a tenant)
--   Concurrency  skip locked: a notice that somebody has right now is left to the next look
create or replace function notifications.requeue_strays(p_ids bigint[])
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
    select n.id
    from hub.notificacao as n
    where n.id = any (p_ids)
      and n.status in ('PENDENTE', 'ENVIANDO')
    for no key update skip locked
  );
  -- A statement of its own, after the lock: a worker that settles a notice deletes its row first.
  v_ids := array(
    select i.id from unnest(v_ids) as i (id) where not exists (select from hub.integracao_outbox as o where o.id = i.id)
  );
  perform notifications.mark_uncertain(n.id, 'a linha da fila sumiu enquanto o aviso era enviado')
  from hub.notificacao as n
  where n.id = any (v_ids)
    and n.status = 'ENVIANDO'
    and n.iniciada_em is not null;
  update hub.notificacao as n
  set status = 'PENDENTE'
  where n.id = any (v_ids)
    and n.status = 'ENVIANDO';
  insert into hub.integracao_outbox (id, evento_id, tenant_id, canal, destino, trace_id)
  select n.id, p.ultimo_evento_id, n.tenant_id, p.canal, 'NOTIFICAR', gen_random_uuid()
  from hub.notificacao as n
  join hub.pedido as p on p.id = n.pedido_id
  where n.id = any (v_ids)
    and n.status = 'PENDENTE'
  on conflict (id) do nothing;
  perform audit.write(
    'servico:varredura', 'fila.repor', 'notificacao', stray.first_id::text, stray.tenant_id,
    'a linha da fila tinha sumido', jsonb_build_object('avisos', stray.total, 'exemplos', stray.examples)
  )
  from (
    select n.tenant_id, count(*) as total, min(n.id) as first_id, (array_agg(n.id::text order by n.id))[1:5] as examples
    from hub.notificacao as n
    where n.id = any (v_ids)
    group by n.tenant_id
  ) as stray;
  if v_ids <> '{}' then
    perform relay.wake();
  end if;
  return cardinality(v_ids);
end
$$;
