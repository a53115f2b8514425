-- ops.visita
--   Shows from which addresses verified webhooks came, by day, while a connector has an allowlist.
--   For          the panel's Conectores, hub connector visits
create or replace view ops.visita
with (security_invoker = true) as
select v.conector_id, v.tenant_id, v.dia, v.endereco, v.na_lista, v.total, v.ultima_em
from hub.conector_visita as v;
comment on view ops.visita is 'From which addresses verified webhooks came, by day, while a connector has an allowlist.';
