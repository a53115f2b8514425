-- measures.add_answers(p_baldes, p_totais, p_acima_500, p_agora)
--   Adds how long the ingress of one process took to answer webhooks since its last report (see hub.medida_resposta).
--   Writes       hub.medida_resposta
--   Concurrency  upserts in the order of their keys, so that two processes do not deadlock. The commit does not wait for the disk:
--                nothing was promised to anybody yet
create or replace function measures.add_answers(
  p_baldes smallint[],
  p_totais int[],
  p_acima_500 int[],
  p_agora timestamptz default clock_timestamp()
)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
  perform set_config('synchronous_commit', 'off', true);

  insert into hub.medida_resposta as m (passo, inicio, balde, total, acima_500)
  select 1, date_bin('1 minute', p_agora, 'epoch'), r.balde, r.total, r.acima_500
  from unnest(p_baldes, p_totais, p_acima_500) as r (balde, total, acima_500)
  order by r.balde
  on conflict (passo, inicio, balde) do update
  set total = m.total + excluded.total, acima_500 = m.acima_500 + excluded.acima_500;
end
$$;
