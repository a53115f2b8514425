-- notifications.require_unsent(p_aviso)
--   Raises an error when this dead notice must not be sent any more: its order is not PRONTO, or another notice of it has left, may
--   have left, or waits to leave.
--   Errors       HB409 it is not to be sent
--   Reads        hub.notificacao, hub.pedido
--   Concurrency  the caller holds the notice's outbox row. Locks the order's row, as notifications.resend does, and does not wait
--                for it: others lock it before the outbox row
create or replace function notifications.require_unsent(p_aviso bigint)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_order hub.pedido;
  v_other hub.notificacao;
begin
  select p.* into v_order
  from hub.notificacao as n
  join hub.pedido as p on p.id = n.pedido_id
  where n.id = p_aviso
  for update of p skip locked;
  if not found then
    raise exception 'o pedido do aviso está sendo tratado agora; tente de novo em instantes'
      using errcode = 'HB409', hint = 'de novo';
  end if;
  if v_order.status <> 'PRONTO' then
    raise exception 'o pedido está % e só um pedido PRONTO é avisado; descarte a linha', v_order.status using errcode = 'HB409';
  end if;
  select n.* into v_other
  from hub.notificacao as n
  where n.pedido_id = v_order.id
    and n.status in ('PENDENTE', 'ENVIANDO', 'INCERTA', 'ENVIADA')
    and n.id > p_aviso
  order by n.id desc
  limit 1;
  if found then
    raise exception 'outro aviso deste pedido (%) está %; descarte a linha', v_other.id, v_other.status using errcode = 'HB409';
  end if;
end
$$;
