-- ops.notificacao
--   Shows pick-up notices, without recipient or text.
--   For          DBAs; the panel's Outbox and the story of an event or order
create or replace view ops.notificacao
with (security_invoker = true) as
select
  n.id, n.tenant_id, n.pedido_id, n.tipo, n.origem, n.meio, n.status, n.provedor_id, n.erro, n.criado_em, n.iniciada_em,
  n.enviada_em, n.pacote, n.incerta_em, n.registrada_em, n.sem_destino_em
from hub.notificacao as n;
comment on view ops.notificacao is 'Pick-up notices, without recipient or text.';
