-- relay.any_paused()
--   Says whether some tenant has a channel's flag off, or lacks a flag that others have. Mostly none has; then a step need not
--   look at each event's tenant.
--   Reads        hub.tenant, hub.tenant_flag
--   Concurrency  none
create or replace function relay.any_paused()
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (
    select
    from hub.tenant as t
    cross join (
      select distinct f.nome
      from hub.tenant_flag as f
      where f.nome like 'integracao.%.enabled'
    ) as channel
    where not exists (
      select
      from hub.tenant_flag as f
      where f.tenant_id = t.id
        and f.nome = channel.nome
        and f.ligado
    )
  );
end
$$;
