-- The rows of tenants that V22 has moved follow them to their lanes. They get the current xid, or they might lie below a mark
-- there. This locks no table, only those rows.
update integracao_outbox as o
set faixa = base.faixa + t.faixa, xid = pg_current_xact_id()
from tenant as t
cross join (values ('PROCESSAR', 0), ('NOTIFICAR', 256), ('ENRIQUECER', 512)) as base (destino, faixa)
where t.id = o.tenant_id
  and base.destino = o.destino
  and o.faixa <> base.faixa + t.faixa;
