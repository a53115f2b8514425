-- measures.add_processed(p_tenants, p_baldes, p_totais, p_agora)
--   Adds what a relay has processed since its last report: how many events of which tenant took how long (see hub.medida_latencia).
--   A null balde counts events that somebody had asked for again, whose time says nothing.
--   Writes       hub.medida, hub.medida_latencia
--   Concurrency  upserts in the order of their keys, so that two processes do not deadlock. The commit does not wait for the disk:
--                nothing was promised to anybody yet
create or replace function measures.add_processed(
  p_tenants bigint[],
  p_baldes smallint[],
  p_totais int[],
  p_agora timestamptz default clock_timestamp()
)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
  v_start constant timestamptz := date_bin('1 minute', p_agora, 'epoch');
begin
  perform set_config('synchronous_commit', 'off', true);

  insert into hub.medida as m (passo, inicio, tenant_id, processados)
  select 1, v_start, r.tenant_id, sum(r.total)
  from unnest(p_tenants, p_baldes, p_totais) as r (tenant_id, balde, total)
  group by grouping sets ((r.tenant_id), ())
  order by r.tenant_id
  on conflict (passo, tenant_id, inicio) do update
  set processados = m.processados + excluded.processados;

  insert into hub.medida_latencia as l (passo, inicio, tenant_id, balde, total)
  select 1, v_start, r.tenant_id, r.balde, sum(r.total)
  from unnest(p_tenants, p_baldes, p_totais) as r (tenant_id, balde, total)
  where r.balde is not null
  group by grouping sets ((r.balde, r.tenant_id), (r.balde))
  order by r.tenant_id, r.balde
  on conflict (passo, tenant_id, inicio, balde) do update
  set total = l.total + excluded.total;
end
$$;
