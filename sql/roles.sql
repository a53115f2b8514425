-- The two roles of the hub. Run by `hub migrate` before the migrations, at every run, by a user who may create roles.
--   hub_owner    owns schemas, tables, routines and views; nobody logs in as it
--   hub_service  what the service acts as: executes routines, reads views, owns nothing; give it a password to log in as it
-- Roles belong to the whole server: the run of another database may create them at the same instant, which does no harm.

do $$
begin
  if not exists (select from pg_catalog.pg_roles as r where r.rolname = 'hub_owner') then
    create role hub_owner nologin;
    comment on role hub_owner is 'Owns the objects of the hub. Nobody logs in as it.';
  end if;
exception
  when duplicate_object or unique_violation then null;
end
$$;

do $$
begin
  if not exists (select from pg_catalog.pg_roles as r where r.rolname = 'hub_service') then
    create role hub_service login;
    comment on role hub_service is 'The hub''s service: executes its routines and reads its views.';
  end if;
exception
  when duplicate_object or unique_violation then null;
end
$$;

-- The user who migrates acts as both roles with `set role`. A superuser may do so without being a member.
do $$
begin
  if not (select r.rolsuper from pg_catalog.pg_roles as r where r.rolname = current_user) then
    execute format('grant hub_owner, hub_service to %I', current_user);
  end if;
exception
  -- Another user made the roles. What follows tries whether this user may act as them.
  when insufficient_privilege then null;
end
$$;

-- ops.blockers shows everything only with this role. A user who may not grant it makes a hub that shows less.
do $$
begin
  if not pg_catalog.pg_has_role('hub_owner', 'pg_read_all_stats', 'usage') then
    grant pg_read_all_stats to hub_owner;
  end if;
exception
  when insufficient_privilege or invalid_grant_operation then null;
end
$$;
