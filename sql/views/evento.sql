-- ops.evento
--   Shows every event that was received, without its payload.
--   For          DBAs; the API's and the panel's lists of events, hub event
create or replace view ops.evento
with (security_invoker = true) as
select
  e.id,
  e.canal,
  e.tenant_id,
  e.external_id,
  e.tipo,
  e.versao,
  e.status,
  e.origem,
  e.received_at,
  e.processed_at,
  e.error_msg,
  e.reprocess_count,
  e.duplicado_de,
  e.trace_id,
  e.conferencia,
  e.chave
from hub.integracao_evento as e;
comment on view ops.evento is 'Every event that was received, without its payload.';
