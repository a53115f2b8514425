-- ops.outbox
--   Shows what waits to be done: since when, why, until when, and who works on it.
--   idade is measured at the statement's start. With clock_timestamp(), PostgreSQL could not read the view by index, newest first.
--   For          DBAs; the panel's Outbox, an event's story, hub event show, hub doctor
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
comment on view ops.outbox is 'What waits to be done: since when, why, until when, and who works on it.';
