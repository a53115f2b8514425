-- Connectors; of their secrets, only whether they are set. caminho is the last part of the address of their notifications.
create or replace view ops.conector
with (security_invoker = true) as
select
  c.id, c.canal, c.tenant_id, c.client_id, c.application_id, c.user_id, c.status, c.last_sync_at, c.created_at,
  c.updated_at, c.lock_version, c.motivo, c.access_token_expira_em, a.caminho
from hub.integracao_conector as c
left join hub.integracao_aplicacao as a on a.canal = c.canal and a.client_id = c.client_id;
comment on view ops.conector is 'Connectors, without their secrets.';
