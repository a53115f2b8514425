-- bulk.tenant_of(p_lote)
--   The tenant that a bulk act touches, where it touches one: the audit row of an act on it is that tenant's.
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
