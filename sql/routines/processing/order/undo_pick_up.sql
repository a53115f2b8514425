-- processing.undo_pick_up(p_pedido, p_motivo, p_ator, p_tenants, p_chave, p_agora)
--   A person takes back a hand-over that a person noted, within ten minutes: the order is again what its registers say, as
--   if it had never been picked up. Who has had the automatic notice gets no other; who has become PRONTO meanwhile gets
--   theirs.
--   p_tenants: the tenants that the caller may touch; null: all. p_chave: the uuid of this act, which a form carries; asked
--   again with it, nothing is done.
--   Returns      the order's status
--   Errors       HB404 no such order (or another tenant's); HB409 it is not RETIRADO, or not by a person's word here, or for
--                longer than ten minutes; HB422 no reason given
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
  v_tenants constant bigint[] := access.reach(p_tenants);
  v_motivo constant text := nullif(btrim(p_motivo), '');
  v_pedido hub.pedido;
  v_status text;
begin
  if v_motivo is null then
    raise exception 'informe o motivo de desfazer a entrega' using errcode = 'HB422';
  end if;
  select * into v_pedido
  from hub.pedido as p
  where p.id = p_pedido
    and (v_tenants is null or p.tenant_id = any (v_tenants))
  for update;
  if not found then
    raise exception 'pedido não encontrado' using errcode = 'HB404';
  end if;
  if audit.asked_before('pedido', p_pedido::text, 'pedido.desfazer_entrega', p_chave) is not null then
    return v_pedido.status;
  end if;
  if v_pedido.status <> 'RETIRADO' then
    raise exception 'o pedido está % e não há entrega a desfazer', v_pedido.status using errcode = 'HB409';
  end if;
  if not processing.was_picked_up_here(p_pedido) then
    raise exception 'quem disse que o pedido foi retirado foi o marketplace: isso não se desfaz aqui' using errcode = 'HB409';
  end if;
  if v_pedido.picked_up_at <= p_agora - interval '10 minutes' then
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
    p_ator, 'pedido.desfazer_entrega', 'pedido', p_pedido::text, v_pedido.tenant_id, v_motivo,
    jsonb_strip_nulls(jsonb_build_object('status', v_status, 'chave', p_chave))
  );
  if notifications.announce_ready(array[p_pedido], p_agora) > 0 then
    perform relay.wake();
  end if;
  return v_status;
end
$$;
