-- relay.sweep_mappings(p_tenant, p_id, p_limite)
--   Looks at up to p_limite of the rows that wait for a mapping, by tenant and id, and releases those that wait for no open pending
--   mapping. The release of a mapping can't find these, as somebody removed by hand what tied them to it.
--   p_tenant, p_id: where the last call ended; 0, 0: from the beginning.
--   Returns      soltos; tenant, id: where the next call goes on, null at the end
--   Writes       as relay.release_events
--   Concurrency  as relay.release_events
create or replace function relay.sweep_mappings(
  p_tenant bigint default 0,
  p_id bigint default 0,
  p_limite int default 5000,
  out soltos int,
  out tenant bigint,
  out id bigint
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set lock_timeout = '1s'
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_part record;
begin
  select
    coalesce(array_agg(parked.id), '{}') as ids,
    (array_agg(parked.tenant_id order by parked.tenant_id desc, parked.id desc))[1] as tenant,
    (array_agg(parked.id order by parked.tenant_id desc, parked.id desc))[1] as id
  into v_part
  from (
    select t.id as tenant_id, waiting.id
    from hub.tenant as t
    cross join lateral (
      select o.id
      from hub.integracao_outbox as o
      where o.tenant_id = t.id
        and o.status = 'AGUARDANDO'
        and o.motivo = 'MAPEAMENTO'
        and o.id > case when t.id = p_tenant then p_id else 0 end
      order by o.id
      limit p_limite
    ) as waiting
    where t.id >= p_tenant
    order by t.id
    limit p_limite
  ) as parked;

  soltos := cardinality(
    relay.release_events(
      array(
        select i.id
        from unnest(v_part.ids) as i (id)
        where not exists (
          select
          from hub.pendencia_evento as pe
          join hub.pendencia_mapeamento as p on p.id = pe.pendencia_id
          where pe.evento_id = i.id
            and p.resolvida_em is null
        )
      )
    )
  );
  if cardinality(v_part.ids) = p_limite then
    tenant := v_part.tenant;
    id := v_part.id;
  end if;
end
$$;
