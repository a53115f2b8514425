-- access.reach(p_tenants)
--   Which tenants a routine that runs as its owner may touch for whoever calls it: those that it was told (null: all), and
--   never one beyond the session's hub.tenants, which row-level security goes by. A session that has set none is the hub's
--   own: it is told by the argument alone.
--   Returns      tenants; null: all
--   Reads        the setting hub.tenants
--   Concurrency  none
create or replace function access.reach(p_tenants bigint[])
returns bigint[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when coalesce(current_setting('hub.tenants', true), '') in ('', '*') then p_tenants
    when p_tenants is null then nullif(nullif(current_setting('hub.tenants', true), '*'), '')::bigint[]
    else array(
      select unnest(p_tenants)
      intersect
      select unnest(nullif(nullif(current_setting('hub.tenants', true), '*'), '')::bigint[])
    )
  end
$$;
