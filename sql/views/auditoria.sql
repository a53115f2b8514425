-- Who did what to what, why.
create or replace view ops.auditoria
with (security_invoker = true) as
select a.id, a.em, a.ator, a.acao, a.objeto, a.objeto_id, a.tenant_id, a.motivo, a.detalhe
from hub.auditoria as a;
comment on view ops.auditoria is 'Who did what to what, why.';
