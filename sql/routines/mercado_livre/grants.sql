-- What hub_service may call of mercado_livre; all else here is called by other routines. Applied after sql/grants.sql.

grant usage on schema mercado_livre to hub_service;

grant execute on function
  mercado_livre.activate,
  mercado_livre.begin_authorization,
  mercado_livre.begin_sync,
  mercado_livre.claim,
  mercado_livre.end_sync,
  mercado_livre.expiring_tokens,
  mercado_livre.lock_tokens,
  mercado_livre.open_breakers,
  mercado_livre.open_orders,
  mercado_livre.park,
  mercado_livre.pause_seller,
  mercado_livre.postpone,
  mercado_livre.read_tokens,
  mercado_livre.require_authorization,
  mercado_livre.reserve,
  mercado_livre.save_breaker,
  mercado_livre.save_refresh_token,
  mercado_livre.save_tokens,
  mercado_livre.sellers,
  mercado_livre.settle,
  mercado_livre.store_fetch_requests,
  mercado_livre.syncs_underway,
  mercado_livre.take_authorization,
  mercado_livre.unread_orders
to hub_service;
