-- notifications.drop_cancelled(p_avisos)
--   Makes those of these notices CANCELADA whose order was cancelled or picked up before they left. A notice that speaks for a pack
--   is handed over to another order of the pack that is PRONTO; if there is none yet, the first that will be gets a new notice.
--   Returns      the notices that are CANCELADA
--   Reads        hub.pedido_marketplace
--   Writes       hub.notificacao (status, pedido_id, pacote)
--   Concurrency  the caller holds the notices' outbox rows. The orders of the packs are locked for share, then looked at: an
--                order that becomes PRONTO meanwhile either is seen here, or sees that the pack has no notice
create or replace function notifications.drop_cancelled(p_avisos bigint[])
returns bigint[]
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_notices constant bigint[] := array(
    select n.id
    from hub.notificacao as n
    where n.id = any (p_avisos)
      and (select p.status from hub.pedido as p where p.id = n.pedido_id) in ('CANCELADO', 'RETIRADO')
  );
  v_cancelled bigint[];
begin
  if v_notices = '{}' then
    return v_notices;
  end if;
  perform
  from hub.notificacao as n
  join hub.pedido_marketplace as m on m.tenant_id = n.tenant_id and m.pack_id = split_part(n.pacote, '/', 1)
  join hub.pedido as p on p.tenant_id = m.tenant_id and p.canal = m.canal and p.external_id = m.external_id
  where n.id = any (v_notices)
  order by p.tenant_id, p.canal, p.external_id
  for share of p;

  with heir as (
    select n.id, min(p.id) as pedido_id
    from hub.notificacao as n
    join hub.pedido_marketplace as m on m.tenant_id = n.tenant_id and m.pack_id = split_part(n.pacote, '/', 1)
    join hub.pedido as p on p.tenant_id = m.tenant_id and p.canal = m.canal and p.external_id = m.external_id
    where n.id = any (v_notices)
      and m.pack_id || '/' || m.envio_id = n.pacote
      and p.status = 'PRONTO'
      and not exists (select from hub.notificacao as own where own.pedido_id = p.id and own.origem = 'AUTOMATICA')
    group by n.id
  ),
  handed_over as (
    update hub.notificacao as n
    set pedido_id = heir.pedido_id
    from heir
    where n.id = heir.id
    returning n.id
  ),
  cancelled as (
    update hub.notificacao as n
    set status = 'CANCELADA', pacote = null
    where n.id = any (v_notices)
      and n.id not in (select handed_over.id from handed_over)
    returning n.id
  )
  select coalesce(array_agg(cancelled.id), '{}') into v_cancelled from cancelled;
  return v_cancelled;
end
$$;
