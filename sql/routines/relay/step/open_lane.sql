-- relay.open_lane()
--   Trigger: gives a new tenant the lane with the fewest tenants, and opens it, in the transaction that makes the tenant. Two
--   tenants share a lane only when all 256 are taken. Claims look at no lanes but the open ones.
--   It is a trigger and not a line in tenants.save_tenant, so that a DBA's own insert does it too.
--   Writes       hub.tenant (faixa), hub.faixa
--   Concurrency  one at a time: who makes a tenant waits for another who does, and then sees the lane that the other took
create or replace function relay.open_lane()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_lane smallint;
begin
  lock table hub.faixa in share row exclusive mode;
  v_lane := (
    select lane.number
    from generate_series(0, 255) as lane(number)
    left join (
      select t.faixa, count(*) as tenants
      from hub.tenant as t
      where t.id <> new.id
      group by t.faixa
    ) as taken on taken.faixa = lane.number
    order by coalesce(taken.tenants, 0), lane.number
    limit 1
  );
  insert into hub.faixa (numero)
  values (v_lane)
  on conflict (numero) do nothing;
  update hub.tenant as t
  set faixa = v_lane
  where t.id = new.id;
  return null;
end
$$;

create or replace trigger tenant_open_lane
after insert on hub.tenant
for each row
execute function relay.open_lane();
