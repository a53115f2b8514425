-- ops.pedido_marketplace
--   Shows what was last read of each order at the marketplace: its pack, its shipment, and when.
--   For          DBAs; the panel's event and order pages, hub order label
create or replace view ops.pedido_marketplace
with (security_invoker = true) as
select m.tenant_id, m.canal, m.external_id, m.pack_id, m.envio_id, m.versao, m.lido_em, m.envio_erro, m.logistica, m.antigo_ate
from hub.pedido_marketplace as m;
comment on view ops.pedido_marketplace is 'What was last read of each order at the marketplace: its pack, its shipment, and when.';
