-- What waits to be done: since when, why, until when, and by whom it is being done. The time is the statement's: a clock
-- that runs on would keep the view from being read by index, newest first.
create or replace view ops.outbox
with (security_invoker = true) as
select
  o.id,
  o.evento_id,
  o.tenant_id,
  o.canal,
  o.destino,
  o.status,
  o.motivo,
  o.tentativas,
  o.adiamentos,
  o.criado_em,
  statement_timestamp() - o.criado_em as idade,
  o.proxima_tentativa_em,
  o.bloqueado_por,
  o.bloqueado_ate,
  o.reprocess_id,
  o.trace_id,
  o.ultimo_erro
from hub.integracao_outbox as o;
comment on view ops.outbox is 'What waits to be done: since when, why, until when, and by whom it is being done.';
