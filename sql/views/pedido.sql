-- ops.pedido
--   Shows orders with their items and volume. The recipient is masked.
--   For          DBAs; the API's and the panel's lists of orders, hub order
create or replace view ops.pedido
with (security_invoker = true) as
select
  p.id,
  p.tenant_id,
  p.canal,
  p.external_id,
  p.status,
  audit.mask_name(p.destinatario_nome) as destinatario_nome,
  audit.mask_digits(p.destinatario_doc, 2) as destinatario_doc,
  audit.mask_digits(p.destinatario_telefone, 4) as destinatario_telefone,
  v.etiqueta_externa,
  v.peso,
  v.dimensoes,
  (
    select coalesce(
      jsonb_agg(
        jsonb_build_object('skuExterno', i.sku_externo, 'sku', i.sku_interno, 'quantidade', i.quantidade)
        order by i.sku_externo
      ),
      '[]'
    )
    from hub.pedido_item as i
    where i.pedido_id = p.id
  ) as itens,
  p.created_at,
  p.updated_at,
  p.ready_at,
  p.picked_up_at,
  p.cancelado_em,
  p.ultimo_evento_id,
  processing.register_value(p.reg_status) as status_externo,
  processing.register_value(p.reg_status_pedido) as status_externo_pedido,
  processing.register_value(p.reg_status_envio) as status_externo_envio,
  p.sem_aviso
from hub.pedido as p
left join hub.volume as v on v.pedido_id = p.id and v.numero = 1;
comment on view ops.pedido is 'Orders with their items and volume, the recipient masked.';
