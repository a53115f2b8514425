-- bench.apply_one(p_evento)
--   Applies the effect of one event and marks it, written for a queue that hands out one event at a time: every
--   statement finds one row by a unique index, and unchanged values are not written. The same orders,
--   items and volumes come out as from processing.apply_events, whatever the order and the repetition of events.
--   Writes       hub.pedido, hub.pedido_item, hub.volume, hub.integracao_evento; where a mapping lacks or an order becomes
--                ready, through the product's own functions also hub.pendencia_* or hub.notificacao
--   Concurrency  the order's row lock, taken first
create or replace function bench.apply_one(p_evento bigint)
returns void
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_agora constant timestamptz := clock_timestamp();
  e record;
  p record;
  v_ordem text;
  v_status text;
  v_itens text;
  v_peso text;
  v_dimensoes text;
  v_etiqueta text;
  v_registros text[] := array[null, null, null];
  v_falta boolean;
  v_cancelado boolean;
  v_retirado boolean;
  v_pendente boolean := false;
begin
  select ev.tenant_id, ev.canal, ev.external_id, ev.tipo, ev.versao, ev.lido_em, ev.payload_json as dados
  into e
  from hub.integracao_evento as ev
  where ev.id = p_evento;

  v_ordem := processing.register_order(e.versao, e.tipo, e.lido_em);
  v_itens := v_ordem || (e.dados ->> 'itens');
  v_peso := v_ordem || (e.dados #>> '{volume,peso}');
  v_dimensoes := v_ordem || (e.dados #>> '{volume,dimensoes}');
  v_etiqueta := v_ordem || (e.dados ->> 'etiqueta');
  if e.dados ?| '{status,statusPedido,statusEnvio}' then
    select
      array_agg(
        case when m.terminal then translate(v_ordem, '0123456789', '9876543210') else v_ordem end || x.valor
        order by x.campo
      ),
      bool_or(m.status_interno = 'CANCELADO'),
      bool_or(m.status_interno = 'RETIRADO'),
      bool_or(x.valor is not null and m.status_interno is null)
    into v_registros, v_cancelado, v_retirado, v_pendente
    from (
      values (1, e.dados ->> 'status'), (2, e.dados ->> 'statusPedido'), (3, e.dados ->> 'statusEnvio')
    ) as x (campo, valor)
    left join lateral processing.map_status(e.tenant_id, e.canal, x.valor) as m on true;
  end if;

  insert into hub.pedido as o (
    tenant_id, canal, external_id, updated_at, ultimo_evento_id,
    reg_nome, reg_doc, reg_telefone, reg_itens, reg_peso, reg_dimensoes, reg_etiqueta,
    reg_status, reg_status_pedido, reg_status_envio,
    destinatario_nome, destinatario_doc, destinatario_telefone
  )
  values (
    e.tenant_id, e.canal, e.external_id, v_agora, p_evento,
    v_ordem || (e.dados #>> '{destinatario,nome}'), v_ordem || (e.dados #>> '{destinatario,doc}'),
    v_ordem || (e.dados #>> '{destinatario,telefone}'), v_itens, v_peso, v_dimensoes, v_etiqueta,
    v_registros[1], v_registros[2], v_registros[3],
    e.dados #>> '{destinatario,nome}', e.dados #>> '{destinatario,doc}', e.dados #>> '{destinatario,telefone}'
  )
  on conflict (tenant_id, canal, external_id) do update
  set
    updated_at = excluded.updated_at,
    ultimo_evento_id = greatest(o.ultimo_evento_id, excluded.ultimo_evento_id),
    reg_nome = greatest(o.reg_nome, excluded.reg_nome),
    reg_doc = greatest(o.reg_doc, excluded.reg_doc),
    reg_telefone = greatest(o.reg_telefone, excluded.reg_telefone),
    reg_itens = greatest(o.reg_itens, excluded.reg_itens),
    reg_peso = greatest(o.reg_peso, excluded.reg_peso),
    reg_dimensoes = greatest(o.reg_dimensoes, excluded.reg_dimensoes),
    reg_etiqueta = greatest(o.reg_etiqueta, excluded.reg_etiqueta),
    reg_status = greatest(o.reg_status, excluded.reg_status),
    reg_status_pedido = greatest(o.reg_status_pedido, excluded.reg_status_pedido),
    reg_status_envio = greatest(o.reg_status_envio, excluded.reg_status_envio),
    destinatario_nome = processing.register_value(greatest(o.reg_nome, excluded.reg_nome)),
    destinatario_doc = processing.register_value(greatest(o.reg_doc, excluded.reg_doc)),
    destinatario_telefone = processing.register_value(greatest(o.reg_telefone, excluded.reg_telefone))
  returning
    o.id, o.status, o.ready_at, o.picked_up_at, o.destinatario_nome,
    o.reg_itens, o.reg_peso, o.reg_dimensoes, o.reg_etiqueta, o.reg_status, o.reg_status_pedido, o.reg_status_envio,
    old.id is null as novo
  into p;

  if p.reg_itens = v_itens then
    if not p.novo then
      delete from hub.pedido_item as i
      where i.pedido_id = p.id
        and not e.dados -> 'itens' @> jsonb_build_array(jsonb_build_object('sku', i.sku_externo));
    end if;
    insert into hub.pedido_item as i (pedido_id, sku_externo, sku_interno, quantidade)
    select p.id, linha.sku, m.sku_interno, sum(linha.quantidade)
    from jsonb_to_recordset(e.dados -> 'itens') as linha (sku text, quantidade numeric)
    left join lateral processing.map_sku(e.tenant_id, e.canal, linha.sku) as m on true
    group by linha.sku, m.sku_interno
    on conflict (pedido_id, sku_externo) do update
    set sku_interno = excluded.sku_interno, quantidade = excluded.quantidade
    where i.sku_interno is distinct from excluded.sku_interno
      or i.quantidade <> excluded.quantidade;
    v_falta := v_pendente
      or exists (select from hub.pedido_item as i where i.pedido_id = p.id and i.sku_interno is null);
  else
    v_falta := v_pendente or exists (
      select
      from jsonb_to_recordset(e.dados -> 'itens') as linha (sku text)
      where not exists (select from processing.map_sku(e.tenant_id, e.canal, linha.sku))
    );
  end if;

  -- Unless an older event has set one of the statuses, their meaning is known.
  if not p.novo and array[p.reg_status, p.reg_status_pedido, p.reg_status_envio] is distinct from v_registros then
    select bool_or(m.status_interno = 'CANCELADO'), bool_or(m.status_interno = 'RETIRADO'), bool_or(m.status_interno is null)
    into v_cancelado, v_retirado, v_pendente
    from unnest(array[p.reg_status, p.reg_status_pedido, p.reg_status_envio]) as r (registro)
    left join lateral processing.map_status(e.tenant_id, e.canal, processing.register_value(r.registro)) as m on true
    where r.registro is not null;
  end if;
  v_status := case
    when p.picked_up_at is not null then 'RETIRADO'
    when v_cancelado then 'CANCELADO'
    when v_retirado then 'RETIRADO'
    when p.ready_at is not null then 'PRONTO'
    when p.reg_etiqueta is not null and p.destinatario_nome is not null and not coalesce(v_pendente, false)
      and (select bool_and(i.sku_interno is not null) from hub.pedido_item as i where i.pedido_id = p.id) then 'PRONTO'
    else 'RECEBIDO'
  end;
  if v_status <> p.status then
    update hub.pedido as o
    set
      status = v_status,
      ready_at = case when v_status = 'PRONTO' then coalesce(o.ready_at, v_agora) else o.ready_at end,
      picked_up_at = case when v_status = 'RETIRADO' then coalesce(o.picked_up_at, v_agora) end,
      cancelado_em = case when v_status = 'CANCELADO' then coalesce(o.cancelado_em, v_agora) end
    where o.id = p.id;
  end if;

  if p.novo or v_status <> p.status or p.reg_peso = v_peso or p.reg_dimensoes = v_dimensoes or p.reg_etiqueta = v_etiqueta then
    insert into hub.volume (pedido_id, numero, etiqueta_externa, peso, dimensoes, status)
    values (
      p.id, 1, processing.register_value(p.reg_etiqueta), processing.register_value(p.reg_peso)::numeric, processing.register_value(p.reg_dimensoes)::jsonb, v_status
    )
    on conflict (pedido_id, numero) do update
    set
      etiqueta_externa = excluded.etiqueta_externa,
      peso = excluded.peso,
      dimensoes = excluded.dimensoes,
      status = excluded.status,
      updated_at = v_agora;
  end if;
  if v_status = 'PRONTO' and p.status <> 'PRONTO' then
    perform notifications.announce_ready(array[p.id], v_agora);
  end if;
  if v_falta then
    perform processing.open_pendencias(array[p_evento]);
  end if;

  update hub.integracao_evento as ev
  set status = case when v_falta then 'MAPEAMENTO' else 'PROCESSADO' end, processed_at = v_agora, error_msg = null
  where ev.id = p_evento;
end
$$;
