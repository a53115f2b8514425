-- notifications.settle_late(p_id, p_lock_version, p_enviada, p_provedor_id, p_erro, p_agora)
--   Settles a provider's answer that came after its lease was lost. envio_versao, the lease under which the sending last started,
--   tells that it is the answer to that very call. While nobody has decided, the notice is INCERTA, and the answer decides:
--   ENVIADA, or FALHOU with what the provider said. Once somebody has decided, the answer is only recorded.
--   Returns      whether the notice is ENVIADA by this
--   Writes       hub.notificacao (status, enviada_em, provedor_id, erro), hub.auditoria
--   Concurrency  the notice's row lock: a decision and this see each other
create or replace function notifications.settle_late(
  p_id bigint,
  p_lock_version int,
  p_enviada boolean,
  p_provedor_id text,
  p_erro text,
  p_agora timestamptz
)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_notice hub.notificacao;
  v_decided boolean;
begin
  select * into v_notice
  from hub.notificacao as n
  where n.id = p_id
    and n.envio_versao = p_lock_version
    and n.incerta_em is not null
  for update;
  if not found then
    return false;
  end if;
  v_decided := v_notice.status <> 'INCERTA';
  update hub.notificacao as n
  set
    status = case when v_decided then n.status when p_enviada then 'ENVIADA' else 'FALHOU' end,
    enviada_em = case when p_enviada and not v_decided then p_agora else n.enviada_em end,
    erro = case when v_decided then n.erro when not p_enviada then relay.safe_error(p_erro) end,
    provedor_id = coalesce(p_provedor_id, n.provedor_id)
  where n.id = p_id;
  perform audit.write(
    'relay', 'notificacao.confirmar', 'notificacao', p_id::text, v_notice.tenant_id,
    case
      when p_enviada and v_decided then 'o provedor confirmou o envio depois da decisão; ela não mudou'
      when p_enviada then 'o provedor confirmou o envio depois do prazo'
      when v_decided then 'o provedor recusou o aviso depois da decisão; ela não mudou'
      else 'o provedor recusou o aviso depois do prazo: não saiu'
    end,
    jsonb_build_object(
      'status', case when v_decided then v_notice.status when p_enviada then 'ENVIADA' else 'FALHOU' end,
      'pedidoId', v_notice.pedido_id
    )
  );
  return p_enviada and not v_decided;
end
$$;
