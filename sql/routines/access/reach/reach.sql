-- access.reach(p_tenants)
--   Says which tenants a routine that runs as its owner may touch for its caller: those of the argument (null: all), and never one
--   beyond the session's hub.tenants, which row-level security uses too. A session that has not set hub.tenants is the hub's own:
--   only the argument counts.
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
