-- ops.sincronismo
--   Shows how far each connector's synchronisation has come, and how its last run ended.
--   For          DBAs; the panel's Conectores
create or replace view ops.sincronismo
with (security_invoker = true) as
select s.conector_id, c.tenant_id, s.tarefa, s.ate, s.iniciado_em, s.concluido_em, s.resultado, s.erro
from hub.conector_sincronismo as s
join hub.integracao_conector as c on c.id = s.conector_id;
comment on view ops.sincronismo is 'How far each connector''s synchronisation has come, and how its last run ended.';
