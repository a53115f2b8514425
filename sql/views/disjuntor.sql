-- ops.disjuntor
--   Shows the circuit breakers of the marketplace: one row a connector and operation. A breaker that never opened has no row.
--   For          DBAs; the panel's Conectores and Outbox, hub doctor, metrics
create or replace view ops.disjuntor
with (security_invoker = true) as
select d.conector_id, c.tenant_id, d.operacao, d.estado, d.mudou_em, d.reabre_em
from hub.conector_disjuntor as d
join hub.integracao_conector as c on c.id = d.conector_id;
comment on view ops.disjuntor is 'Circuit breakers of the marketplace, one a connector and operation; one that never opened has no row.';
