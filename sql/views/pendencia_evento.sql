-- ops.pendencia_evento
--   Shows which events wait for which missing mapping, by event.
--   For          DBAs; the panel's event page
create or replace view ops.pendencia_evento
with (security_invoker = true) as
select pe.evento_id, p.id as pendencia_id, p.tenant_id, p.canal, p.tipo, p.chave, p.criada_em
from hub.pendencia_evento as pe
join hub.pendencia_mapeamento as p on p.id = pe.pendencia_id;
comment on view ops.pendencia_evento is 'Which events wait for which missing mapping, by event.';
