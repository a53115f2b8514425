-- Requests that were otherwise verified, by day and address, while a connector has a list of addresses.
create or replace view ops.visita
with (security_invoker = true) as
select v.conector_id, v.tenant_id, v.dia, v.endereco, v.na_lista, v.total, v.ultima_em
from hub.conector_visita as v;
comment on view ops.visita is 'Requests that were otherwise verified, by day and address, while a connector has a list of addresses.';
