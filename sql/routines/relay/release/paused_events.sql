-- relay.paused_events(p_ids)
--   Returns which of these events belong to a tenant whose flag integracao.<canal>.enabled is off.
--   Reads        hub.integracao_outbox, hub.tenant_flag
--   Concurrency  none
create or replace function relay.paused_events(p_ids bigint[])
returns bigint[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  return array(
    select o.id
    from hub.integracao_outbox as o
    where o.id = any (p_ids)
      and not coalesce(
        (
          select f.ligado
          from hub.tenant_flag as f
          where f.tenant_id = o.tenant_id
            and f.nome = ingress.flag_name(o.canal)
        ),
        false
      )
  );
end
$$;
