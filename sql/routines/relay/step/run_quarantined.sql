-- relay.run_quarantined(p_id, p_lock_version, p_worker, p_backoff, p_agora)
--   Applies one leased event by itself: what a relay does when steps die without a verdict (../LEASES.md, "Quarantine"). The
--   lease was committed before, so a death here is charged to this row: by the relay, or by relay.poll when the lease expires.
--   Returns      the outcome: FEITO, RETIDO, AGUARDANDO or MORTO (it failed); null when the lease was lost
--   Writes       as relay.step, for one event
--   Concurrency  optimistic: only while the lease is p_lock_version's
create or replace function relay.run_quarantined(
  p_id bigint,
  p_lock_version int,
  p_worker text,
  p_backoff interval[],
  p_agora timestamptz default clock_timestamp()
)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_effect record;
  v_sqlstate text;
  v_message text;
begin
  perform relay.share_release_lock();
  perform processing.share_mappings();
  perform
  from hub.integracao_outbox as o
  where o.id = p_id
    and o.status = 'EM_ANDAMENTO'
    and o.lock_version = p_lock_version
  for update;
  if not found then
    return null;
  end if;
  if relay.paused_events(array[p_id]) <> '{}' then
    perform relay.hold_events(array[p_id], 'ESTACIONADO');
    return 'RETIDO';
  end if;
  begin
    v_effect := processing.apply_events(array[p_id], p_agora);
  exception when others then
    get stacked diagnostics v_sqlstate = returned_sqlstate, v_message = message_text;
    return relay.settle_failure(p_id, p_lock_version, v_sqlstate, v_message, p_worker, p_backoff, p_agora);
  end;
  if v_effect.de_novo <> '{}' then
    -- Its missing mapping came meanwhile: the next step applies it again.
    perform relay.return_lease(array[p_id], array[p_lock_version]);
    return 'AGUARDANDO';
  end if;
  if v_effect.retidos <> '{}' then
    perform relay.hold_events(array[p_id], 'MAPEAMENTO');
    return 'RETIDO';
  end if;
  perform relay.finish_events(array[p_id], p_agora);
  return 'FEITO';
end
$$;
