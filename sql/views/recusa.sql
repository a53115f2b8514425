-- Requests that were refused at the door, by minute and cause.
create or replace view ops.recusa
with (security_invoker = true) as
select r.minuto, r.canal, r.causa, r.tenant_id, r.total, r.ultima_em
from hub.integracao_recusa as r;
comment on view ops.recusa is 'Requests that were refused at the door, by minute and cause.';
