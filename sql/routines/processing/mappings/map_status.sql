-- processing.map_status(p_tenant, p_canal, p_externo)
--   The hub's status for an external one; no row where nobody has mapped it. shipment:ready_to_ship/printed falls back
--   to shipment:ready_to_ship. A tenant's own mapping, of either, comes before the mappings for every tenant.
--   Inlined      without a search_path of its own, so that the planner puts it in place of the call
--   Reads        hub.mapeamento_status
--   Concurrency  none
create or replace function processing.map_status(p_tenant bigint, p_canal text, p_externo text)
returns table (status_interno text, terminal boolean)
language sql
stable
as $$
  select m.status_interno::text, m.terminal
  from hub.mapeamento_status as m
  where m.canal = p_canal
    -- A register's text is collated "C"; the index is not, and would not be used.
    and m.status_externo in (p_externo collate pg_catalog."default", pg_catalog.split_part(p_externo collate pg_catalog."default", '/', 1))
    and (m.tenant_id = p_tenant or m.tenant_id is null)
  order by m.tenant_id nulls last, pg_catalog.length(m.status_externo) desc
  limit 1
$$;
