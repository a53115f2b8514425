-- search.list_orders(p_status, p_tenants, p_de, p_ate, p_apos, p_limite)
--   Reads one page of orders, newest first. It takes the newest of each tenant, channel and status from ix_pedido_tenant_canal_status,
--   and of those the newest of all. What it reads grows with the tenants and the page, not with the orders.
--   p_tenants: null: all. p_de, p_ate: created from then on, and before then; null: whenever. p_apos: the last order of the page
--   before; null: the first page.
--   Returns      at most p_limite orders, newest first
--   Reads        hub.pedido, with the caller's rights
--   Concurrency  none
--   A row comparison, of time and id at once, would be no condition of the index: with policies in force it might leak.
create or replace function search.list_orders(
  p_status text[],
  p_tenants bigint[],
  p_de timestamptz,
  p_ate timestamptz,
  p_apos bigint,
  p_limite int
)
returns table (pedido_id bigint, criado_em timestamptz)
language plpgsql
stable
rows 50
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
set jit = off
as $$
declare
  v_from timestamptz := coalesce(p_de, '-infinity');
  v_until timestamptz := coalesce(p_ate, 'infinity');
  v_after_at timestamptz := 'infinity';
begin
  if p_apos is not null then
    v_after_at := (select p.created_at from hub.pedido as p where p.id = p_apos);
  end if;

  return query
  select mais_novo.id, mais_novo.created_at
  from search.order_channels(p_tenants) as c
  cross join unnest(p_status) as s (status)
  cross join lateral (
    (
      select p.id, p.created_at
      from hub.pedido as p
      where p.tenant_id = c.tenant_id
        and p.canal = c.canal
        and p.status = s.status
        and p.created_at >= v_from
        and p.created_at < v_until
        and p.created_at <= v_after_at
        and (p.created_at < v_after_at or p.id < p_apos)
      order by p.created_at desc, p.id desc
      limit p_limite
    )
    union all
    (
      select p.id, p.created_at
      from hub.pedido as p
      where c.canal is null
        and p.tenant_id = c.tenant_id
        and p.canal is null
        and p.status = s.status
        and p.created_at >= v_from
        and p.created_at < v_until
        and p.created_at <= v_after_at
        and (p.created_at < v_after_at or p.id < p_apos)
      order by p.created_at desc, p.id desc
      limit p_limite
    )
  ) as mais_novo
  order by mais_novo.created_at desc, mais_novo.id desc
  limit p_limite;
end
$$;
