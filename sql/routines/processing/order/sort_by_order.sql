-- processing.sort_by_order(p_eventos)
--   Sort events by the keys of their orders, so that a batch that is applied in halves still locks orders in one order.
--   Reads        hub.integracao_evento
--   Concurrency  none
create or replace function processing.sort_by_order(p_eventos bigint[])
returns bigint[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return array(
    select e.id
    from hub.integracao_evento as e
    where e.id = any (p_eventos)
    order by e.tenant_id, e.canal, e.external_id, e.id
  );
end
$$;
