-- ops.pendencia
--   Shows missing mappings, how many events wait for each, and since when. It counts up to 10,000 events; 10,001 means more.
--   For          DBAs; the panel's Pendências, hub doctor, metrics
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
  (
    select count(*)
    from (select from hub.pendencia_evento as pe where pe.pendencia_id = p.id limit 10001) as espera
  ) as eventos,
  (
    select e.received_at
    from hub.integracao_evento as e
    where e.id = (select min(pe.evento_id) from hub.pendencia_evento as pe where pe.pendencia_id = p.id)
  ) as mais_antigo,
  array(
    select pe.evento_id
    from hub.pendencia_evento as pe
    where pe.pendencia_id = p.id
    order by pe.evento_id
    limit 3
  ) as amostra
from hub.pendencia_mapeamento as p;
comment on view ops.pendencia is 'Mappings that are missing, with how many events wait for each (10,001 for more than 10,000) and since when.';
