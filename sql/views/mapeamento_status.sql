-- ops.mapeamento_status
--   Shows what statuses from outside mean to the hub.
--   tenant_id null: for every tenant that has no row of its own.
--   For          DBAs; the panel's Mapeamentos
create or replace view ops.mapeamento_status
with (security_invoker = true) as
select
  m.id, m.tenant_id, m.canal, m.status_externo as externo, m.status_interno as interno, m.terminal, m.lock_version,
  m.updated_at
from hub.mapeamento_status as m;
comment on view ops.mapeamento_status is 'What statuses from outside mean to the hub. tenant_id null: for every tenant that has no row of its own.';
