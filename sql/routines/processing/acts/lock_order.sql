-- processing.lock_order(p_pedido, p_tenants)
--   The order that a person acts on, locked until the end of the transaction.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Errors       HB404 no such order (or another tenant's)
--   Reads        hub.pedido
--   Concurrency  the order's row lock
create or replace function processing.lock_order(p_pedido bigint, p_tenants bigint[])
returns hub.pedido
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenants constant bigint[] := access.reach(p_tenants);
  v_order hub.pedido;
begin
  select * into v_order
  from hub.pedido as p
  where p.id = p_pedido
    and (v_tenants is null or p.tenant_id = any (v_tenants))
  for update;
  if not found then
    raise exception 'pedido não encontrado' using errcode = 'HB404';
  end if;
  return v_order;
end
$$;
