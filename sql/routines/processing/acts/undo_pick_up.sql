-- processing.undo_pick_up(p_pedido, p_motivo, p_ator, p_tenants, p_chave, p_agora)
--   Take back a hand-over that a person noted here, within ten minutes. The order is then what its registers say, as if it
--   had never been picked up. Whoever has had the automatic notice gets no other; an order that has become PRONTO meanwhile
--   is announced.
--   p_tenants: the tenants that the caller may touch; null: all.
--   p_chave: the uuid of this act, which a form carries. A second call with it does nothing.
--   Returns      the order's status
--   Errors       HB404 no such order (or another tenant's); HB409 it is not RETIRADO, or no person noted that here, or more
--                than ten minutes have passed; HB422 no reason given
--   Writes       hub.pedido, hub.volume (status), hub.auditoria, and as notifications.announce_ready
--   Concurrency  the order's row lock
create or replace function processing.undo_pick_up(
  p_pedido bigint,
  p_motivo text,
  p_ator text,
  p_tenants bigint[] default null,
  p_chave uuid default null,
  p_agora timestamptz default clock_timestamp()
)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_reason constant text := nullif(btrim(p_motivo), '');
  v_order hub.pedido;
  v_status text;
begin
  perform audit.require_reason(p_motivo, 'de desfazer a entrega');
  v_order := processing.lock_order(p_pedido, p_tenants);
  if audit.asked_before('pedido', p_pedido::text, 'pedido.desfazer_entrega', p_chave) is not null then
    return v_order.status;
  end if;
  if v_order.status <> 'RETIRADO' then
    raise exception 'o pedido está % e não há entrega a desfazer', v_order.status using errcode = 'HB409';
  end if;
  if not processing.was_picked_up_here(p_pedido) then
    raise exception 'quem disse que o pedido foi retirado foi o marketplace: isso não se desfaz aqui' using errcode = 'HB409';
  end if;
  if v_order.picked_up_at <= p_agora - interval '10 minutes' then
    raise exception 'a entrega foi há mais de dez minutos e já não se desfaz' using errcode = 'HB409';
  end if;

  update hub.pedido as p
  set picked_up_at = null, updated_at = p_agora
  where p.id = p_pedido;
  perform processing.settle_status(array[p_pedido], p_agora);
  select p.status into v_status from hub.pedido as p where p.id = p_pedido;
  if v_status = 'RETIRADO' then
    raise exception 'o marketplace também diz que o pedido foi retirado: a entrega não se desfaz aqui' using errcode = 'HB409';
  end if;
  update hub.volume as v
  set status = v_status, updated_at = now()
  where v.pedido_id = p_pedido;
  perform audit.write(
    p_ator, 'pedido.desfazer_entrega', 'pedido', p_pedido::text, v_order.tenant_id, v_reason,
    jsonb_strip_nulls(jsonb_build_object('status', v_status, 'chave', p_chave))
  );
  if notifications.announce_ready(array[p_pedido], p_agora) > 0 then
    perform relay.wake();
  end if;
  return v_status;
end
$$;
