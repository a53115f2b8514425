-- ops.auditoria
--   Shows who did what to what, and why: one row an act.
--   For          auditors and DBAs; the panel's Auditoria and the story of an event or order
create or replace view ops.auditoria
with (security_invoker = true) as
select a.id, a.em, a.ator, a.acao, a.objeto, a.objeto_id, a.tenant_id, a.motivo, a.detalhe
from hub.auditoria as a;
comment on view ops.auditoria is 'Who did what to what, why.';
