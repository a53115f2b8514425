-- ops.lote
--   Shows the bulk acts of operators, and how far each has come.
--   For          DBAs; the panel's Lotes
create or replace view ops.lote
with (security_invoker = true) as
select
  l.id, l.acao, l.status, l.filtro, l.ate_evento, l.forcar, l.tenants, l.total, l.feitos, l.recusados,
  l.total - l.feitos - l.recusados as pendentes, l.ritmo_por_segundo, l.motivo, l.ator, l.criado_em, l.confirmado_em,
  l.concluido_em
from hub.lote as l;
comment on view ops.lote is 'Bulk acts of operators, and how far each has come.';
