-- processing.is_mapped(p_tenant, p_canal, p_tipo, p_chave)
--   Whether the key of a pending mapping (tipo SKU or STATUS) has a mapping by now.
--   Reads        hub.mapeamento_sku, hub.mapeamento_status
--   Concurrency  none
create or replace function processing.is_mapped(p_tenant bigint, p_canal text, p_tipo text, p_chave text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case p_tipo
    when 'SKU' then exists (select from processing.map_sku(p_tenant, p_canal, p_chave))
    else exists (select from processing.map_status(p_tenant, p_canal, p_chave))
  end
$$;
