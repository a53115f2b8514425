-- What hub_service may call of relay; all else here is called by other routines. Applied after sql/grants.sql.

grant usage on schema relay to hub_service;

grant execute on function
  relay.claim_leased,
  relay.discard,
  relay.enlist,
  relay.fall_asleep,
  relay.has_ended,
  relay.poll,
  relay.release_batch,
  relay.reprocess,
  relay.requeue_dead,
  relay.return_lease,
  relay.run_quarantined,
  relay.settle_failure,
  relay.stay_awake,
  relay.step,
  relay.sweep,
  relay.sweep_mappings,
  relay.sweep_strays,
  relay.wake
to hub_service;
