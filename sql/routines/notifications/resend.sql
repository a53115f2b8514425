-- notifications.resend(p_pedido, p_motivo, p_ator, p_tenants, p_chave)
--   A person asks for the pick-up notice (again). Audited. Nobody is told twice: while a notice of the order still waits to leave, it
--   returns that one, and makes its retry due. While one is being sent, or is INCERTA, it refuses: that one is decided first.
--   p_tenants: the tenants that the caller may touch; null: all. p_chave: the uuid of this act, which a form carries; asked again
--   with it, nothing is done, even when the notice has left. Null: each call is an act of its own.
--   Returns      the notice's id
--   Errors       HB404 no such order (or another tenant's); HB409 the order is not PRONTO, has no address for such a notice, or
--                a notice of it is INCERTA or ENVIANDO; HB422 no reason given
--   Writes       hub.notificacao, hub.integracao_outbox, hub.auditoria
--   Concurrency  the order's row lock
create or replace function notifications.resend(
  p_pedido bigint,
  p_motivo text,
  p_ator text,
  p_tenants bigint[] default null,
  p_chave uuid default null
)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_order hub.pedido;
  v_notice bigint;
  v_earlier jsonb;
  v_other record;
  v_missing text;
begin
  perform audit.require_reason(p_motivo, 'do reenvio');
  v_order := processing.lock_order(p_pedido, p_tenants);
  v_earlier := audit.asked_before('pedido', p_pedido::text, 'notificacao.reenviar', p_chave);
  if v_earlier is not null then
    return (v_earlier ->> 'notificacaoId')::bigint;
  end if;
  if v_order.status <> 'PRONTO' then
    raise exception 'o pedido está % e só um pedido PRONTO é avisado', v_order.status using errcode = 'HB409';
  end if;

  select u.* into v_other
  from notifications.unsettled(p_pedido) as u
  limit 1;
  if v_other.status = 'INCERTA' then
    raise exception 'decida primeiro se o último aviso saiu: ele está INCERTA (aviso %)', v_other.id
      using errcode = 'HB409';
  elsif v_other.status = 'ENVIANDO' then
    raise exception 'o aviso % está sendo enviado agora; espere o resultado', v_other.id using errcode = 'HB409';
  end if;
  v_notice := v_other.id;
  if v_other.origem = 'MANUAL' and p_chave is null then
    return v_notice;
  end if;

  if v_notice is null then
    select address.falta into v_missing
    from hub.tenant as t
    cross join lateral notifications.destination(t.meio_aviso::text, v_order.destinatario_telefone) as address
    where t.id = v_order.tenant_id;
    if v_missing is not null then
      raise exception 'nada a enviar: %', v_missing using errcode = 'HB409';
    end if;
    insert into hub.notificacao as n (tenant_id, pedido_id, origem, meio)
    select v_order.tenant_id, p_pedido, 'MANUAL', t.meio_aviso
    from hub.tenant as t
    where t.id = v_order.tenant_id
    returning n.id into v_notice;
    insert into hub.integracao_outbox (id, evento_id, tenant_id, canal, destino, trace_id)
    values (v_notice, v_order.ultimo_evento_id, v_order.tenant_id, v_order.canal, 'NOTIFICAR', gen_random_uuid());
  else
    update hub.integracao_outbox as o
    set status = 'PENDENTE', motivo = null, proxima_tentativa_em = null
    where o.id = v_notice
      and o.status = 'AGUARDANDO'
      and o.motivo = 'RETRY';
  end if;
  -- Audited even when a notice waits already: the audit says who asked, and this uuid never makes another notice.
  perform audit.write(
    p_ator, 'notificacao.reenviar', 'pedido', p_pedido::text, v_order.tenant_id, p_motivo,
    jsonb_strip_nulls(jsonb_build_object('notificacaoId', v_notice, 'chave', p_chave))
  );
  perform relay.wake();
  return v_notice;
end
$$;
