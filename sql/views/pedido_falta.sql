-- ops.pedido_falta
--   Shows what each order lacks for PRONTO, one row a reason: ETIQUETA, DESTINATARIO, ITENS, an SKU or a STATUS without a
--   mapping (chave), a STATUS_NAO_PRONTO (mapped to RECEBIDO), a LOGISTICA that the store handles elsewhere.
--   The conditions are those of processing.evaluate_status, which decides.
--   For          DBAs
create or replace view ops.pedido_falta
with (security_invoker = true) as
select p.id as pedido_id, p.tenant_id, f.tipo, f.chave
from hub.pedido as p
cross join lateral (
  select 'ETIQUETA' as tipo, null as chave
  where p.reg_etiqueta is null
  union all
  select 'DESTINATARIO', null
  where p.destinatario_nome is null
  union all
  select 'ITENS', null
  where not exists (select from hub.pedido_item as i where i.pedido_id = p.id)
  union all
  select 'SKU', i.sku_externo
  from hub.pedido_item as i
  where i.pedido_id = p.id
    and i.sku_interno is null
  union all
  select 'STATUS', externo.valor
  from (
    values (processing.register_value(p.reg_status)), (processing.register_value(p.reg_status_pedido)), (processing.register_value(p.reg_status_envio))
  ) as externo (valor)
  where externo.valor is not null
    and not exists (select from processing.map_status(p.tenant_id, p.canal, externo.valor))
  union all
  select 'STATUS_NAO_PRONTO', externo.valor
  from (
    values (processing.register_value(p.reg_status_pedido)), (processing.register_value(p.reg_status_envio))
  ) as externo (valor)
  cross join lateral processing.map_status(p.tenant_id, p.canal, externo.valor) as m
  where m.status_interno = 'RECEBIDO'
  union all
  select 'LOGISTICA', m.logistica
  from hub.pedido_marketplace as m
  where p.reg_status_envio is not null
    and m.tenant_id = p.tenant_id
    and m.canal = p.canal
    and m.external_id = p.external_id
    and processing.is_elsewhere(p.tenant_id, p.canal, p.external_id)
) as f;
comment on view ops.pedido_falta is 'What each order lacks for PRONTO, a row each: ETIQUETA, DESTINATARIO, ITENS, an SKU or a STATUS without a mapping (chave), a STATUS_NAO_PRONTO, a LOGISTICA.';
