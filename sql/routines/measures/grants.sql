-- What hub_service may call of measures; all else here is called by other routines. Applied after sql/grants.sql.

grant usage on schema measures to hub_service;

grant execute on function
  measures.add_answers,
  measures.add_processed,
  measures.measure,
  measures.panel_now,
  measures.panel_series,
  measures.quantile
to hub_service;
