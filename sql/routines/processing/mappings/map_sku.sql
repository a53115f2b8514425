-- processing.map_sku(p_tenant, p_canal, p_externo)
--   The hub's SKU for an external one; no row where nobody has mapped it.
--   Inlined      without a search_path of its own, so that the planner puts it in place of the call
--   Reads        hub.mapeamento_sku
--   Concurrency  none
create or replace function processing.map_sku(p_tenant bigint, p_canal text, p_externo text)
returns table (sku_interno text)
language sql
stable
as $$
  select m.sku_interno
  from hub.mapeamento_sku as m
  where m.tenant_id = p_tenant
    and m.canal = p_canal
    and m.sku_externo = p_externo
  limit 1
$$;
