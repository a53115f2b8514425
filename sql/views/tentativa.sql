-- ops.tentativa
--   Shows the attempts that failed. A first attempt that succeeds leaves no row.
--   For          DBAs; an event's story, hub event show
create or replace view ops.tentativa
with (security_invoker = true) as
select t.id, t.evento_id, t.tenant_id, t.destino, t.tentativa, t.resultado, t.sqlstate, t.erro, t.worker, t.em
from hub.evento_tentativa as t;
comment on view ops.tentativa is 'Attempts that failed.';
