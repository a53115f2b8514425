-- processing.drop_parts()
--   Trigger: delete the items and volumes of deleted orders.
--   Writes       hub.pedido_item, hub.volume
--   Concurrency  the orders' row locks are the parts' parent locks
create or replace function processing.drop_parts()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_orders constant bigint[] := array(select a.id from apagados as a);
begin
  delete from hub.pedido_item as i where i.pedido_id = any (v_orders);
  delete from hub.volume as v where v.pedido_id = any (v_orders);
  return null;
end
$$;

create or replace trigger pedido_drop_parts
after delete on hub.pedido
referencing old table as apagados
for each statement
execute function processing.drop_parts();
