-- Lanes are chosen, no longer computed from a tenant's number: two tenants share one only when all 256 are taken.

-- The routines fill in a row's lane. A trigger does it for everybody else, and for the routines of the release before until
-- they are replaced, so it is made here and not only with the routines (relay.set_lane).
alter table integracao_outbox alter column faixa drop expression;
comment on column integracao_outbox.faixa is 'The lane: of its destino (0, 256, 512), and of its tenant (tenant.faixa).';

-- Each tenant keeps the lane of its number, but for those that would share one: they move to lanes that are free.
alter table tenant
  add column faixa smallint not null default 0,
  add constraint tenant_faixa_check check (faixa between 0 and 255);
comment on column tenant.faixa is 'The lane of its rows in the outbox. Chosen when the tenant is made (relay.open_lane), and not changed after that.';

update tenant as t
set faixa = chosen.lane
from (
  select own.id, case own.n when 1 then own.lane else coalesce(free.lane, own.turn % 256) end as lane
  from (
    select
      numbered.*,
      row_number() over (partition by numbered.n > 1 order by numbered.n, numbered.id) as turn
    from (
      select id, abs(id % 256) as lane, row_number() over (partition by abs(id % 256) order by id) as n
      from tenant
    ) as numbered
  ) as own
  left join (
    select unused.lane, row_number() over (order by unused.lane) as turn
    from generate_series(0, 255) as unused (lane)
    where unused.lane not in (select abs(id % 256) from tenant)
  ) as free on free.turn = own.turn
) as chosen
where chosen.id = t.id;

-- Lane 0 is always open: it takes the rows of a tenant that is not known, or was made while this release was installed.
comment on table faixa is 'The lanes in use: claims look at no others. Written by a trigger of tenant (relay.open_lane).';
insert into faixa (numero) select 0 union select faixa from tenant on conflict do nothing;

create function relay.set_lane() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.faixa := case new.destino when 'PROCESSAR' then 0 when 'NOTIFICAR' then 256 else 512 end
    + coalesce((select t.faixa from hub.tenant as t where t.id = new.tenant_id), 0);
  return new;
end
$$;
create trigger integracao_outbox_set_lane before insert on integracao_outbox
for each row when (new.faixa is null) execute function relay.set_lane();
