-- ops.mapeamento_sku
--   Shows what SKUs from outside mean to the hub.
--   For          DBAs; the panel's Mapeamentos
create or replace view ops.mapeamento_sku
with (security_invoker = true) as
select m.id, m.tenant_id, m.canal, m.sku_externo as externo, m.sku_interno as interno, m.lock_version, m.updated_at
from hub.mapeamento_sku as m;
comment on view ops.mapeamento_sku is 'What SKUs from outside mean to the hub.';
