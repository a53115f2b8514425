-- bulk.tenant_of(p_lote)
--   Finds the tenant of a bulk act that touches only one: the audit of an act on it belongs to that tenant.
--   Reads        hub.auditoria
--   Concurrency  none
create or replace function bulk.tenant_of(p_lote bigint)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select a.tenant_id
  from hub.auditoria as a
  where a.objeto = 'lote'
    and a.objeto_id = p_lote::text
    and a.acao = 'lote.planejar'
$$;
