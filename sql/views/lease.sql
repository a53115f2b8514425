-- Who holds which row of the outbox, until when. A lease that is overdue is taken back by the next relay that looks.
create or replace view ops.lease
with (security_invoker = true) as
select
  o.id, o.evento_id, o.tenant_id, o.canal, o.destino, o.bloqueado_por, o.bloqueado_ate,
  o.bloqueado_ate < statement_timestamp() as vencida, o.tentativas, o.lock_version, o.trace_id
from hub.integracao_outbox as o
where o.status = 'EM_ANDAMENTO';
comment on view ops.lease is 'Who holds which row of the outbox, until when, overdue or not.';
