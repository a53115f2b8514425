-- ops.recusa
--   Shows the requests that the ingress refused, counted by minute and reason (causa).
--   For          DBAs
create or replace view ops.recusa
with (security_invoker = true) as
select r.minuto, r.canal, r.causa, r.tenant_id, r.total, r.ultima_em
from hub.integracao_recusa as r;
comment on view ops.recusa is 'Requests that the ingress refused, by minute and reason.';
