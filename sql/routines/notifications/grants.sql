-- What hub_service may call of notifications; all else here is called by other routines. Applied after sql/grants.sql.

grant usage on schema notifications to hub_service;

grant execute on function
  notifications.claim,
  notifications.readdress,
  notifications.resend,
  notifications.resolve_uncertain,
  notifications.settle_local,
  notifications.settle_refused,
  notifications.settle_sent,
  notifications.settle_uncertain,
  notifications.start
to hub_service;
