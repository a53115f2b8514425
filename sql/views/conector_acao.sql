-- ops.conector_acao
--   Shows the last run of each act that a person started on a connector: TESTAR, SINCRONIZAR.
--   For          the panel's Conectores
create or replace view ops.conector_acao
with (security_invoker = true) as
select
  a.conector_id, a.tenant_id, a.acao, a.pedida_por, a.iniciada_em, a.progresso_em, a.concluida_em, a.resultado, a.erro
from hub.conector_acao as a;
comment on view ops.conector_acao is 'The last run of each act that a person started on a connector: TESTAR, SINCRONIZAR.';
