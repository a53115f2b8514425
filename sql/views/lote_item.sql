-- ops.lote_item
--   Shows what became of each event, or outbox row, of a bulk act.
--   For          the panel's Lotes
create or replace view ops.lote_item
with (security_invoker = true) as
select i.lote_id, i.alvo_id, i.tenant_id, i.status, i.adiamentos, i.erro, i.feito_em
from hub.lote_item as i;
comment on view ops.lote_item is 'What became of each event, or row of the outbox, of a bulk act.';
