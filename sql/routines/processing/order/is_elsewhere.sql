-- processing.is_elsewhere(p_tenant, p_canal, p_external_id)
--   Whether the parcel of an order never comes to the hub: its logistic.type, as last read, is one that the store leaves
--   out. This is for one order; processing.evaluate_status asks the same of a batch without a call for each.
--   Reads        hub.pedido_marketplace, hub.tenant
--   Concurrency  none
create or replace function processing.is_elsewhere(p_tenant bigint, p_canal text, p_external_id text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (
      select m.logistica
      from hub.pedido_marketplace as m
      where m.tenant_id = p_tenant
        and m.canal = p_canal
        and m.external_id = p_external_id
    ) = any ((select t.logisticas_fora from hub.tenant as t where t.id = p_tenant)::text[]),
    false
  )
$$;
