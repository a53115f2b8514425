-- What hub_service may call of search; all else here is called by other routines. Applied after sql/grants.sql.

grant usage on schema search to hub_service;

grant execute on function
  search.count_orders,
  search.events_about,
  search.events_apart,
  search.events_named,
  search.events_stray,
  search.events_waiting,
  search.find_events,
  search.first_event_since,
  search.list_orders,
  search.notice_texts,
  search.order_channels,
  search.order_reasons,
  search.order_waiting,
  search.reprocess_preview,
  search.search_orders,
  search.waiting_rows
to hub_service;
