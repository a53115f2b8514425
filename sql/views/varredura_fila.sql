-- ops.varredura_fila
--   Shows how many events and notices the sweep found without a row in the outbox, and when the last. Each got a row again.
--   For          DBAs; hub doctor, metrics
create or replace view ops.varredura_fila
with (security_invoker = true) as
select v.eventos_achados, v.avisos_achados, v.achado_em
from hub.varredura_fila as v;
comment on view ops.varredura_fila is 'How many events and notices the sweep found that should wait in the outbox and had no row there, and when the last. Each got a row again.';
