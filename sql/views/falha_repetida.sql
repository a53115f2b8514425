-- ops.falha_repetida
--   Shows what fails again and again in the same way: postponed 50 times or more, or given back three times and dead again.
--   One row a tenant, channel, destination, status and error.
--   For          DBAs; hub doctor, metrics
create or replace view ops.falha_repetida
with (security_invoker = true) as
select
  o.tenant_id,
  o.canal,
  o.destino,
  o.status,
  coalesce(o.ultimo_erro, 'sem mensagem') as erro,
  count(*) as linhas,
  max(o.adiamentos)::int as adiamentos,
  max(coalesce(o.devolucoes, 0))::int as devolucoes,
  min(o.criado_em) as desde
from hub.integracao_outbox as o
where o.adiamentos >= 50
  or (o.status = 'MORTO' and o.devolucoes >= 3)
group by o.tenant_id, o.canal, o.destino, o.status, coalesce(o.ultimo_erro, 'sem mensagem');
comment on view ops.falha_repetida is 'What fails again and again in the same way: postponed 50 times or more, or given back three times and dead again.';
