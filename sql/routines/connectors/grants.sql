-- What hub_service may call of connectors; all else here is called by other routines. Applied after sql/grants.sql.

grant usage on schema connectors to hub_service;

grant execute on function
  connectors.activate_webhook_secret,
  connectors.begin_connector_act,
  connectors.create_connector,
  connectors.edit_connector,
  connectors.note_connector_act,
  connectors.reserve_webhook_secret,
  connectors.save_client_secret,
  connectors.save_connector,
  connectors.set_connector_checks,
  connectors.switch_connector,
  connectors.used_key_ids,
  connectors.would_be_refused
to hub_service;
