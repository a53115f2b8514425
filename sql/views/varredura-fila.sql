-- What ought to wait in the queue and was found without a row there.
create or replace view ops.varredura_fila
with (security_invoker = true) as
select v.eventos_achados, v.avisos_achados, v.achado_em
from hub.varredura_fila as v;
comment on view ops.varredura_fila is 'How many events and notices the sweep has found that ought to wait in the outbox and had no row there, and when the last; each got a row again.';
