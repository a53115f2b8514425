-- ops.mapeamento_historia
--   Shows the history of each mapping: who saved or removed it, when, from what to what.
--   Look it up by objeto and externo: the audit's index has them.
--   For          the panel's Mapeamentos
create or replace view ops.mapeamento_historia
with (security_invoker = true) as
select
  a.id,
  a.em,
  a.ator,
  a.acao,
  upper(replace(a.objeto, 'mapeamento_', '')) as tipo,
  a.tenant_id,
  a.detalhe ->> 'canal' as canal,
  a.objeto_id as externo,
  a.detalhe #>> '{anterior,interno}' as de,
  (a.detalhe #>> '{anterior,terminal}')::boolean as de_terminal,
  a.detalhe ->> 'interno' as para,
  (a.detalhe ->> 'terminal')::boolean as terminal,
  coalesce((a.detalhe ->> 'importacao')::boolean, false) as importacao,
  a.motivo,
  a.objeto
from hub.auditoria as a
where a.objeto in ('mapeamento_sku', 'mapeamento_status');
comment on view ops.mapeamento_historia is 'The history of each mapping: who saved or removed it, when, from what to what. Looked up by objeto and externo.';
