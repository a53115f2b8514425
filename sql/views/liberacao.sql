-- ops.liberacao
--   Shows the releases that acts asked for, and how far each has come. A release is kept for a day.
--   For          DBAs; commands and screens that wait for a release
create or replace view ops.liberacao
with (security_invoker = true) as
select l.id, l.tenant_id, l.canal, l.motivo, l.pedida_por, l.pedida_em, l.liberados, l.concluida_em
from hub.liberacao as l;
comment on view ops.liberacao is 'Releases that acts asked for, and how far each has come. A release lets go, in small batches, what waited for a mapping, a flag or a seller. Kept for a day.';
