-- ops.evento_payload
--   Shows the stored payload of an event. It holds personal data: the reader must mask it.
--   For          the panel's event page and hub event show, which mask it
create or replace view ops.evento_payload
with (security_invoker = true) as
select e.id, e.tenant_id, e.payload_json
from hub.integracao_evento as e;
comment on view ops.evento_payload is 'The stored payload of an event. It holds personal data: whoever shows it masks it.';
