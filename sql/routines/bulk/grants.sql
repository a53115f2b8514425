-- What hub_service may call of bulk; all else here is called by other routines. Applied after sql/grants.sql.

grant usage on schema bulk to hub_service;

grant execute on function
  bulk.cancel,
  bulk.confirm,
  bulk.pause,
  bulk.plan,
  bulk.resume,
  bulk.run,
  bulk.summary
to hub_service;
