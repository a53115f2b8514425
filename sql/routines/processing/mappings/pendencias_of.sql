-- processing.pendencias_of(p_tenant, p_canal, p_tipo, p_chaves, p_tenants)
--   The open pending mappings that mappings of these keys would resolve, and those of the same tenant and channel that
--   only wait to be closed.
--   p_tenant null (tipo STATUS): of every tenant that the caller may see. p_tenants: those tenants; null: all. A status
--   resolves its substatuses too: see processing.map_status.
--   Reads        hub.pendencia_mapeamento, hub.mapeamento_sku, hub.mapeamento_status
--   Concurrency  none
create or replace function processing.pendencias_of(
  p_tenant bigint,
  p_canal text,
  p_tipo text,
  p_chaves text[],
  p_tenants bigint[] default null
)
returns bigint[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(p.id), '{}')
  from hub.pendencia_mapeamento as p
  where p.resolvida_em is null
    and p.canal = p_canal
    and ((select access.reach(p_tenants)) is null or p.tenant_id = any ((select access.reach(p_tenants))::bigint[]))
    and (p.tenant_id = p_tenant or (p_tenant is null and p_tipo = 'STATUS'))
    and (
      (
        p.tipo = p_tipo
        and (
          p.chave in (select unnest(p_chaves))
          or (p_tipo = 'STATUS' and split_part(p.chave, '/', 1) in (select unnest(p_chaves)))
        )
      )
      or processing.is_mapped(p.tenant_id, p.canal, p.tipo, p.chave)
    )
$$;
