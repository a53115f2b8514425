-- What hub_service may call of ops; all else here is called by other routines. Applied after sql/grants.sql.

grant usage on schema ops to hub_service;

grant execute on function
  ops.blockers,
  ops.count_queue,
  ops.moment,
  ops.verify
to hub_service;
