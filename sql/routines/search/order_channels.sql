-- search.order_channels(p_tenants)
--   Lists the channels by which each tenant's orders have come; null for orders kept by hand before any channel was connected. It hops
--   from one channel to the next in ux_pedido_external, so it costs the same however many orders there are.
--   p_tenants: null: all.
--   Reads        hub.tenant, hub.pedido, with the caller's rights
--   Concurrency  none
create or replace function search.order_channels(p_tenants bigint[])
returns table (tenant_id bigint, canal text)
language sql
stable
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
as $$
  select t.id, c.canal
  from hub.tenant as t
  cross join lateral (
    with recursive salto as (
      (
        select p.canal::text
        from hub.pedido as p
        where p.tenant_id = t.id
          and p.canal is not null
        order by p.canal
        limit 1
      )
      union all
      select (
        select p.canal::text
        from hub.pedido as p
        where p.tenant_id = t.id
          and p.canal > salto.canal
        order by p.canal
        limit 1
      )
      from salto
      where salto.canal is not null
    )
    select salto.canal
    from salto
    where salto.canal is not null
    union all
    select null
    where exists (select from hub.pedido as p where p.tenant_id = t.id and p.canal is null)
  ) as c
  where p_tenants is null
    or t.id = any (p_tenants)
$$;
