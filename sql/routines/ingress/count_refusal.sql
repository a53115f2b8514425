-- ingress.count_refusal(p_canal, p_causa, p_tenant, p_total, p_agora)
--   Count p_total requests that the ingress refused. It is bounded: one row a minute, reason and tenant. It keeps
--   nothing of the body, and the tenant only where one of that number exists.
--   Writes       hub.integracao_recusa
--   Concurrency  an upsert of one row
create or replace function ingress.count_refusal(
  p_canal text,
  p_causa text,
  p_tenant bigint,
  p_total bigint,
  p_agora timestamptz default clock_timestamp()
)
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set lock_timeout = '1s'
as $$
  insert into hub.integracao_recusa as r (minuto, canal, causa, tenant_id, total, ultima_em)
  values (
    date_trunc('minute', p_agora), p_canal, p_causa, (select t.id from hub.tenant as t where t.id = p_tenant), p_total, p_agora
  )
  on conflict (minuto, canal, causa, tenant_id) do update
  set total = r.total + excluded.total, ultima_em = excluded.ultima_em
$$;
