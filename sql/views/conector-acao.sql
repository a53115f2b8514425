-- The last run of what a person set going on each connector: Testar, Sincronizar agora.
create or replace view ops.conector_acao
with (security_invoker = true) as
select
  a.conector_id, a.tenant_id, a.acao, a.pedida_por, a.iniciada_em, a.progresso_em, a.concluida_em, a.resultado, a.erro
from hub.conector_acao as a;
comment on view ops.conector_acao is 'The last run of what a person set going on each connector: TESTAR, SINCRONIZAR.';
