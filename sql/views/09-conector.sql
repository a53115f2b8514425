-- Connectors; of their secrets, only whether they are set.
create or replace view ops.conector
with (security_invoker = true) as
select
  c.id, c.canal, c.tenant_id, c.client_id, c.application_id, c.user_id, c.status, c.last_sync_at, c.created_at,
  c.updated_at, c.lock_version
from hub.integracao_conector as c;
comment on view ops.conector is 'Connectors, without their secrets.';
