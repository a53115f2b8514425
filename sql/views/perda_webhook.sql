-- ops.perda_webhook
--   Shows what the webhook lost and the synchronisation found, by day.
--   It counts notifications by the way in which the hub first heard of them.
--   For          DBAs
create or replace view ops.perda_webhook
with (security_invoker = true) as
select
  e.canal,
  e.tenant_id,
  (e.received_at at time zone 'America/Sao_Paulo')::date as dia,
  count(*) filter (where e.origem = 'WEBHOOK') as recebidas,
  count(*) filter (where e.origem = 'MISSED_FEEDS') as missed_feeds,
  count(*) filter (where e.origem = 'VARREDURA') as varredura,
  count(*) filter (where e.origem = 'ABERTOS') as abertos
from hub.integracao_evento as e
where e.tipo = 'NOTIFICACAO'
  -- A second delivery is stored without payload.
  and e.payload_json <> '{}'
group by e.canal, e.tenant_id, (e.received_at at time zone 'America/Sao_Paulo')::date;
comment on view ops.perda_webhook is 'What the webhook lost and the synchronisation found, by day: notifications, counted by the way in which the hub first heard of them.';
