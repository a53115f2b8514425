-- relay.step(p_limite, p_worker, p_backoff, p_agora, p_ids)
--   Does the fused step, the whole happy path in one call and one commit: claims a batch of PROCESSAR rows, applies their effect
--   and finishes them. A crash at any point undoes all three.
--   p_ids: events that the caller knows to wait. They are claimed by their keys, so nothing is scanned and no mark is moved. Those
--   that somebody else has claimed are passed over. Null: the oldest that wait. An empty list claims nothing, and plans the larger
--   statements, so that the first event of a session does not wait for that.
--   The commit does not wait for the disk. If the server crashes first, the effect is lost with its acknowledgement, and done again;
--   no notice can have left by then, as a notice is leased by a later commit that waits for all before it.
--   Returns      reivindicados, the rows claimed; and what relay.apply_claimed made of them
--   Writes       as relay.apply_claimed
--   Concurrency  skip locked claims; then as relay.apply_claimed
create or replace function relay.step(
  p_limite int,
  p_worker text,
  p_backoff interval[],
  p_agora timestamptz default clock_timestamp(),
  p_ids bigint[] default null,
  out reivindicados int,
  out concluidos int,
  out retidos int,
  out avisos int,
  out falhas jsonb,
  out tenants bigint[],
  out atrasos int[],
  out vezes int[],
  out reduzir boolean
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
  v_ids bigint[];
begin
  perform set_config('synchronous_commit', 'off', true);

  -- The shared locks come before anything is read that a row is parked by (../RELEASE-LOCK.md).
  perform relay.share_release_lock();
  perform processing.share_mappings();

  if p_ids = '{}' then
    perform processing.apply_events(p_ids, p_agora), relay.finish_events(p_ids, p_agora), relay.any_paused();
  end if;
  if p_ids is null then
    v_ids := relay.claim_rows(0, p_limite, p_agora);
  else
    select coalesce(array_agg(claimed.id), '{}')
    into v_ids
    from (
      select o.id
      from hub.integracao_outbox as o
      where o.id = any (p_ids)
        and o.destino = 'PROCESSAR'
        and o.status = 'PENDENTE'
      for update skip locked
    ) as claimed;
  end if;
  reivindicados := cardinality(v_ids);
  select a.concluidos, a.retidos, a.avisos, a.falhas, a.tenants, a.atrasos, a.vezes, a.reduzir
  into concluidos, retidos, avisos, falhas, tenants, atrasos, vezes, reduzir
  from relay.apply_claimed(v_ids, p_worker, p_backoff, p_agora) as a;
end
$$;
