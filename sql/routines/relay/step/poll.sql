-- relay.poll(p_worker, p_backoff, p_agora)
--   What a relay asks once a second; every guarantee holds by this alone, without notifications. Makes due retries claimable,
--   takes back expired leases, and says which kinds of work wait.
--   Returns      processar, notificar, enriquecer: whether a row is claimable; proxima_em: when the next retry is due, or null
--   Writes       hub.integracao_outbox; through relay.expire_leases also events and notices
--   Concurrency  skip locked: relays that poll at once share the rows
create or replace function relay.poll(
  p_worker text,
  p_backoff interval[],
  p_agora timestamptz default clock_timestamp(),
  out processar boolean,
  out notificar boolean,
  out enriquecer boolean,
  out proxima_em timestamptz
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_due bigint[];
begin
  select array_agg(o.id)
  into v_due
  from (
    select waiting.id
    from hub.integracao_outbox as waiting
    where waiting.status = 'AGUARDANDO'
      and waiting.proxima_tentativa_em <= p_agora
    order by waiting.proxima_tentativa_em
    limit 1000
    for update skip locked
  ) as o;
  if v_due is not null then
    update hub.integracao_outbox as o
    set status = 'PENDENTE', motivo = null, proxima_tentativa_em = null
    where o.id = any (v_due);
  end if;

  perform relay.expire_leases(p_worker, p_backoff, p_agora);

  processar := relay.has_claimable(0, p_agora);
  notificar := relay.has_claimable(256, p_agora);
  enriquecer := relay.has_claimable(512, p_agora);
  proxima_em := (
    select o.proxima_tentativa_em
    from hub.integracao_outbox as o
    where o.status = 'AGUARDANDO'
      and o.proxima_tentativa_em is not null
    order by o.proxima_tentativa_em
    limit 1
  );
end
$$;
