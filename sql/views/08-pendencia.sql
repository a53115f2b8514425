-- Mappings that are missing, with how many events wait for each and since when.
create or replace view ops.pendencia
with (security_invoker = true) as
select
  p.id,
  p.tenant_id,
  p.canal,
  p.tipo,
  p.chave,
  p.criada_em,
  p.resolvida_em,
  (select count(*) from hub.pendencia_evento as pe where pe.pendencia_id = p.id) as eventos
from hub.pendencia_mapeamento as p;
comment on view ops.pendencia is 'Mappings that are missing, with how many events wait for each and since when.';
