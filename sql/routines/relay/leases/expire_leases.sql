-- relay.expire_leases(p_worker, p_backoff, p_agora)
--   Takes back what a vanished worker had leased. An event that was run alone is charged an attempt. A notice whose sending had
--   started may have gone out: it becomes INCERTA, is never claimable again, and a person decides. Any other row is claimable
--   at once.
--   Returns      how many leases had expired
--   Writes       hub.integracao_outbox, hub.notificacao (status), and as relay.settle_failure
--   Concurrency  skip locked; a worker that comes back finds its lock_version gone
create or replace function relay.expire_leases(p_worker text, p_backoff interval[], p_agora timestamptz)
returns int
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_row hub.integracao_outbox;
  v_total int := 0;
begin
  for v_row in
    select o.*
    from hub.integracao_outbox as o
    where o.status = 'EM_ANDAMENTO'
      and o.bloqueado_ate < p_agora
    order by o.bloqueado_ate
    limit 1000
    for update skip locked
  loop
    v_total := v_total + 1;
    if v_row.destino = 'PROCESSAR' then
      perform relay.settle_failure(
        v_row.id, null, null, 'o processo que tratava o evento parou sem responder', p_worker, p_backoff, p_agora
      );
    elsif v_row.destino = 'NOTIFICAR' and notifications.mark_uncertain(v_row.id, 'prazo esgotado durante o envio') then
      delete from hub.integracao_outbox as o where o.id = v_row.id;
    else
      update hub.integracao_outbox as o
      set status = 'PENDENTE', lock_version = o.lock_version + 1, bloqueado_por = null, bloqueado_ate = null
      where o.id = v_row.id;
    end if;
  end loop;
  return v_total;
end
$$;
