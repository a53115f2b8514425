-- ops.lease
--   Shows who holds which row of the outbox, and until when. The next relay that looks takes an overdue lease back.
--   For          DBAs; the panel's Outbox
create or replace view ops.lease
with (security_invoker = true) as
select
  o.id, o.evento_id, o.tenant_id, o.canal, o.destino, o.bloqueado_por, o.bloqueado_ate,
  o.bloqueado_ate < statement_timestamp() as vencida, o.tentativas, o.lock_version, o.trace_id
from hub.integracao_outbox as o
where o.status = 'EM_ANDAMENTO';
comment on view ops.lease is 'Who holds which row of the outbox, until when, overdue or not.';
