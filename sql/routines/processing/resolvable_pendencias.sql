-- processing.resolvable_pendencias()
--   The open pending mappings that have a mapping by now.
--   Reads        hub.pendencia_mapeamento, hub.mapeamento_sku, hub.mapeamento_status
--   Concurrency  none
create or replace function processing.resolvable_pendencias()
returns bigint[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(p.id order by p.tenant_id, p.canal, p.tipo, p.chave), '{}')
  from hub.pendencia_mapeamento as p
  where p.resolvida_em is null
    and case p.tipo
      when 'SKU' then exists (select from processing.map_sku(p.tenant_id, p.canal, p.chave))
      else exists (select from processing.map_status(p.tenant_id, p.canal, p.chave))
    end
$$;
