-- What hub_service may call of ingress; all else here is called by other routines. Applied after sql/grants.sql.

grant usage on schema ingress to hub_service;

grant execute on function
  ingress.append_events,
  ingress.connector_keys,
  ingress.count_refusal,
  ingress.count_source,
  ingress.find_seller,
  ingress.flag_name,
  ingress.idempotency_key,
  ingress.probe_append
to hub_service;
