-- search.order_reasons(p_pedido, p_agora)
--   Says why an order is not ready, one row a reason, in the order in which a person would solve them: not paid, cancelled, held back
--   by the marketplace, a shipment that can't be read, what is missing, what is not mapped, an integration that is off or unauthorized,
--   events that are dead, fail, are postponed or wait their turn. It leaves out what the shipment explains: while the marketplace holds
--   a label back, none is missing.
--   Returns      codigo; chave: what it is about, such as an SKU; frase: a sentence for people; ate: until when, where that is
--                known; evento_id: the event that is meant; erro: what its last attempt said. No row where the order is PRONTO
--                or RETIRADO, or is not the caller's to see
--   Reads        hub.pedido, hub.pedido_item, hub.pedido_marketplace, hub.integracao_outbox, hub.integracao_evento,
--                hub.tenant, hub.integracao_conector, hub.tenant_flag and mappings, with the caller's rights
--   Concurrency  none
create or replace function search.order_reasons(p_pedido bigint, p_agora timestamptz default clock_timestamp())
returns table (codigo text, chave text, frase text, ate timestamptz, evento_id bigint, erro text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_order hub.pedido;
  v_reading hub.pedido_marketplace;
  v_external record;
  v_waiting record;
  v_explained boolean := false;
begin
  select * into v_order from hub.pedido as p where p.id = p_pedido;
  if not found or v_order.status not in ('RECEBIDO', 'CANCELADO') then
    return;
  end if;
  select * into v_reading
  from hub.pedido_marketplace as m
  where m.tenant_id = v_order.tenant_id
    and m.canal = v_order.canal
    and m.external_id = v_order.external_id;
  select w.* into v_waiting from search.order_waiting(p_pedido) as w where w.recurso is not null limit 1;

  for v_external in
    select e.posicao, e.valor, split_part(e.valor, ':', 2) as nome, m.status_interno
    from (
      values
        (1, processing.register_value(v_order.reg_status_pedido)), (2, processing.register_value(v_order.reg_status)), (3, processing.register_value(v_order.reg_status_envio))
    ) as e (posicao, valor)
    left join lateral processing.map_status(v_order.tenant_id, v_order.canal, e.valor) as m on true
    where e.valor is not null
    order by m.status_interno is distinct from 'CANCELADO', e.posicao
  loop
    codigo := null;
    if v_external.status_interno = 'CANCELADO' then
      codigo := 'CANCELADO';
      frase := format('O marketplace cancelou este pedido (%s).', v_external.valor);
    elsif v_external.status_interno = 'PRONTO' or v_external.status_interno = 'RETIRADO' then
      if v_external.nome = 'ready_to_ship/invoice_pending' then
        codigo := 'NOTA_FISCAL';
        frase := 'Falta a nota fiscal: o marketplace só emite a etiqueta depois que o vendedor a envia.';
      end if;
    elsif v_external.valor in ('order:confirmed', 'order:payment_required', 'order:payment_in_process', 'order:partially_paid') then
      codigo := 'NAO_PAGO';
      frase := format('O pedido ainda não foi pago no marketplace (%s).', v_external.valor);
    elsif v_external.valor = 'order:pending_cancel' then
      codigo := 'CANCELANDO';
      frase := 'O pedido está sendo cancelado no marketplace (order:pending_cancel).';
    elsif v_external.nome like '%/buffered' then
      codigo := 'RETIDO';
      ate := v_waiting.ate;
      frase := case
        when ate is null then 'O marketplace ainda retém a etiqueta deste pedido (buffered).'
        else format('O marketplace retém a etiqueta deste pedido até %s (buffered).', ops.moment(ate))
      end;
    elsif v_external.valor like 'shipment:cancelled%' then
      codigo := 'ENVIO_CANCELADO';
      frase := format('O envio deste pedido foi cancelado no marketplace (%s).', v_external.valor);
    elsif v_external.status_interno is not null and v_external.posicao <> 2 then
      codigo := 'STATUS_NAO_PRONTO';
      frase := format('No marketplace o status é %s, que ainda não é o de um pedido pronto.', v_external.valor);
    end if;
    if codigo is not null then
      chave := v_external.valor;
      v_explained := v_explained or v_external.posicao = 3;
      return next;
      ate := null;
    end if;
    if codigo = 'CANCELADO' then
      return;
    end if;
  end loop;
  if v_order.status = 'CANCELADO' then
    return;
  end if;

  if v_order.reg_status_envio is not null and processing.is_elsewhere(v_order.tenant_id, v_order.canal, v_order.external_id) then
    codigo := 'LOGISTICA';
    chave := v_reading.logistica;
    frase := format('O envio sai por %s, que não passa por este hub (as logísticas de fora são da loja).', v_reading.logistica);
    v_explained := true;
    return next;
  end if;
  if v_reading.envio_erro is not null then
    codigo := 'ENVIO_ILEGIVEL';
    chave := v_reading.envio_id;
    frase := format('O envio %s não pôde ser lido no marketplace', v_reading.envio_id) || case
      when v_waiting.ate is null then '.'
      else format('; será lido de novo em %s.', ops.moment(v_waiting.ate))
    end;
    ate := v_waiting.ate;
    evento_id := v_waiting.evento_id;
    erro := v_reading.envio_erro;
    v_explained := true;
    return next;
    ate := null;
    evento_id := null;
    erro := null;
  elsif v_reading.external_id is not null and v_reading.envio_id is null and v_order.reg_etiqueta is null and not v_explained then
    codigo := 'SEM_ENVIO';
    chave := null;
    frase := 'O marketplace ainda não criou o envio deste pedido.';
    v_explained := true;
    return next;
  end if;

  return query
  select f.tipo, f.chave, f.frase, null::timestamptz, null::bigint, null::text
  from (
    select 1, 'ETIQUETA', null, 'A etiqueta ainda não chegou do marketplace.'
    where v_order.reg_etiqueta is null and not v_explained
    union all
    select 2, 'DESTINATARIO', null, 'O nome de quem vai retirar ainda não chegou do marketplace.'
    where v_order.destinatario_nome is null and v_reading.envio_erro is null
    union all
    select 3, 'ITENS', null, 'Nenhum item do pedido chegou ainda.'
    where not exists (select from hub.pedido_item as i where i.pedido_id = p_pedido)
    union all
    select 4, 'SKU', i.sku_externo, format('O SKU %s não está mapeado para um SKU do hub.', i.sku_externo)
    from hub.pedido_item as i
    where i.pedido_id = p_pedido
      and i.sku_interno is null
    union all
    select 5, 'STATUS', e.valor, format('O status %s do marketplace não está mapeado para um status do hub.', e.valor)
    from (
      values (processing.register_value(v_order.reg_status)), (processing.register_value(v_order.reg_status_pedido)), (processing.register_value(v_order.reg_status_envio))
    ) as e (valor)
    where e.valor is not null
      and not exists (select from processing.map_status(v_order.tenant_id, v_order.canal, e.valor))
    union all
    select 6, 'FLAG_DESLIGADA', null, 'A integração desta loja está desligada: o que chega é guardado e espera.'
    where not exists (
      select
      from hub.tenant_flag as f
      where f.tenant_id = v_order.tenant_id
        and f.nome = ingress.flag_name(v_order.canal)
        and f.ligado
    )
    union all
    select 7, 'REAUTORIZAR', null, 'O vendedor precisa autorizar de novo a aplicação: até lá nada é lido no marketplace.'
    where exists (
      select
      from hub.integracao_conector as c
      where c.tenant_id = v_order.tenant_id
        and c.canal = v_order.canal
        and c.status = 'REAUTORIZAR'
    )
  ) as f (ordem, tipo, chave, frase)
  order by f.ordem, f.chave;

  return query
  select w.codigo, w.recurso, w.frase, w.ate, w.evento_id, w.erro
  from search.order_waiting(p_pedido) as w
  where w.codigo not in ('MAPEAMENTO', 'ESTACIONADO', 'REAUTORIZAR')
    -- A reason above says this already.
    and not (
      w.codigo = 'ADIADO'
      and w.recurso is not null
      and (v_reading.envio_erro is not null or coalesce(processing.register_value(v_order.reg_status_envio) like '%/buffered', false))
    )
  limit 10;
end
$$;
