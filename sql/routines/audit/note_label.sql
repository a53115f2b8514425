-- audit.note_label(p_tenant, p_external_id, p_ator)
--   Notes that a person fetched an order's label: the marketplace may treat it as printed from then on.
--   Errors       HB404 no such tenant
--   Writes       hub.auditoria
--   Concurrency  an insert
create or replace function audit.note_label(p_tenant bigint, p_external_id text, p_ator text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform access.require_own_tenant(p_tenant, null);
  perform audit.write(p_ator, 'etiqueta.buscar', 'pedido', p_external_id, p_tenant, null, '{}');
end
$$;
