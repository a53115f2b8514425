-- processing.missing_mappings(p_eventos)
--   Which mappings these events lack: each SKU and external status that they bring and nobody has mapped.
--   Inlined      without a search_path of its own, so that the planner puts it in place of the call
--   Reads        hub.integracao_evento, hub.mapeamento_sku, hub.mapeamento_status
--   Concurrency  none
create or replace function processing.missing_mappings(p_eventos bigint[])
returns table (evento_id bigint, tenant_id bigint, canal text, tipo text, chave text)
language sql
stable
as $$
  select distinct e.id, e.tenant_id, e.canal::text, chave.tipo, chave.valor
  from hub.integracao_evento as e
  cross join lateral (
    select 'SKU' as tipo, i.sku as valor
    from jsonb_to_recordset(e.payload_json -> 'itens') as i (sku text)
    where not exists (select from processing.map_sku(e.tenant_id, e.canal, i.sku))
    union
    select 'STATUS', externo.valor
    from (
      values (e.payload_json ->> 'status'), (e.payload_json ->> 'statusPedido'), (e.payload_json ->> 'statusEnvio')
    ) as externo (valor)
    where externo.valor is not null
      and not exists (select from processing.map_status(e.tenant_id, e.canal, externo.valor))
  ) as chave
  where e.id = any (p_eventos)
$$;
