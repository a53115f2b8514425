-- ops.tenant
--   Shows the stores (tenants), and which of their channels are switched on.
--   For          DBAs; every list of stores
create or replace view ops.tenant
with (security_invoker = true) as
select
  t.id,
  t.nome,
  t.endereco,
  t.horario,
  t.meio_aviso,
  coalesce(array(select f.nome from hub.tenant_flag as f where f.tenant_id = t.id and f.ligado order by f.nome), '{}') as flags,
  t.pede_documento,
  t.aviso_por_pacote,
  t.updated_at,
  t.logisticas_fora
from hub.tenant as t;
comment on view ops.tenant is 'Stores (tenants), and which of their channels are switched on.';
