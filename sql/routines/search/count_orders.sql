-- search.count_orders(p_tenants, p_de, p_ate, p_max)
--   Counts the orders of each status, in ix_pedido_tenant_canal_status and no further than p_max + 1.
--   p_tenants: null: all. p_de, p_ate: created from then on, and before then; null: whenever.
--   Returns      a row for each of the four statuses
--   Reads        hub.pedido, with the caller's rights
--   Concurrency  none
create or replace function search.count_orders(p_tenants bigint[], p_de timestamptz, p_ate timestamptz, p_max int)
returns table (status text, total bigint)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_from timestamptz := coalesce(p_de, '-infinity');
  v_until timestamptz := coalesce(p_ate, 'infinity');
begin
  return query
  with canal as materialized (
    select c.tenant_id, c.canal
    from search.order_channels(p_tenants) as c
  )
  select
    s.status,
    (
      select count(*)
      from (
        select
        from canal as c
        cross join lateral (
          select
          from hub.pedido as p
          where p.tenant_id = c.tenant_id
            and p.canal = c.canal
            and p.status = s.status
            and p.created_at >= v_from
            and p.created_at < v_until
          union all
          select
          from hub.pedido as p
          where c.canal is null
            and p.tenant_id = c.tenant_id
            and p.canal is null
            and p.status = s.status
            and p.created_at >= v_from
            and p.created_at < v_until
        ) as um
        limit p_max + 1
      ) as contado
    )
  from unnest(array['RECEBIDO', 'PRONTO', 'RETIRADO', 'CANCELADO']) as s (status);
end
$$;
