-- mercado_livre.unread_orders(p_tenant, p_ids, p_versoes)
--   Which of these orders the hub has not read at the marketplace in these versions (last_updated, in milliseconds).
--   Reads        hub.pedido_marketplace
--   Concurrency  none
--   A look-up an order, which no planner makes a join of: that would read all that the tenant has ever read.
create or replace function mercado_livre.unread_orders(p_tenant bigint, p_ids text[], p_versoes bigint[])
returns table (external_id text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
as $$
  select visto.external_id
  from unnest(p_ids, p_versoes) as visto (external_id, versao)
  where coalesce(
    (
      select m.versao
      from hub.pedido_marketplace as m
      where m.tenant_id = p_tenant
        and m.canal = 'ML'
        and m.external_id = visto.external_id
    ),
    -1
  ) < visto.versao
$$;
